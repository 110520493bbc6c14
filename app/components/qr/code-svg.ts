import { type CodeDrawing, type Paint, QUIET_ZONE } from './draw-code.ts';

/** Where a gradient begins and ends: from one corner of the modules to the other. */
export function gradientLine({ size }: CodeDrawing): { readonly from: number; readonly to: number } {
  return { from: QUIET_ZONE, to: size - QUIET_ZONE };
}

/** A code as a picture of its own (SVG). `logo`: a data address; what is missing in it stays ground. `pixels`: of a side, for programs that ask for a size. */
export function codeSvg(drawing: CodeDrawing, { logo, pixels }: { readonly logo: string | null; readonly pixels: number }): string {
  const { size, ground, shapes, logo: place } = drawing;
  const { from, to } = gradientLine(drawing);
  const gradients = shapes.flatMap(({ fill }, index) =>
    typeof fill === 'string'
      ? []
      : [
          `<linearGradient id="ink-${index}" gradientUnits="userSpaceOnUse" x1="${from}" y1="${from}" x2="${to}" y2="${to}">`,
          `<stop offset="0" stop-color="${fill.from}"/><stop offset="1" stop-color="${fill.to}"/></linearGradient>`,
        ],
  );
  const paths = shapes.map(({ path, fill }, index) => `<path fill="${fillOf(fill, index)}" fill-rule="evenodd" d="${path}"/>`);
  const picture =
    place === null || logo === null
      ? ''
      : `<image x="${place.x}" y="${place.y}" width="${place.side}" height="${place.side}" href="${logo}"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${pixels}" height="${pixels}">`,
    gradients.length === 0 ? '' : `<defs>${gradients.join('')}</defs>`,
    `<rect width="${size}" height="${size}" fill="${ground}"/>`,
    ...paths,
    picture,
    '</svg>',
  ].join('');
}

function fillOf(fill: Paint, index: number): string {
  return typeof fill === 'string' ? fill : `url(#ink-${index})`;
}
