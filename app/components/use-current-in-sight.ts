import { type RefObject, useEffect, useRef } from 'react';

/** For a row of links that scrolls where there is no room: the one of the page that is open stands in its middle. `pathname` is that page's. */
export function useCurrentInSight<Row extends HTMLElement>(pathname: string): RefObject<Row> {
  const row = useRef<Row>(null);
  useEffect(() => {
    const current = row.current?.querySelector('[aria-current="page"]');
    if (!row.current || !current) return;
    const [room, link] = [row.current.getBoundingClientRect(), current.getBoundingClientRect()];
    row.current.scrollLeft += link.left - room.left - (room.width - link.width) / 2;
  }, [pathname]);
  return row;
}
