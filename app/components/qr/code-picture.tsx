import { useMemo } from 'react';
import { codeSvg } from './code-svg.ts';
import { type CodeLook, drawCode } from './draw-code.ts';

export interface CodePictureProps {
  readonly address: string;
  readonly look: CodeLook;
  readonly logo: string | null;
  /** Empty: it only adorns. */
  readonly alt: string;
}

/** A code on the page: a picture of its own, so that nothing of it meets the page's styles. */
export function CodePicture({ address, look, logo, alt }: CodePictureProps) {
  const { style, ink, inkTo, ground, logoSize, hasLogo } = look;
  const source = useMemo(() => {
    const drawing = drawCode(address, { style, ink, inkTo, ground, logoSize, hasLogo });
    return `data:image/svg+xml,${encodeURIComponent(codeSvg(drawing, { logo, pixels: 600 }))}`;
  }, [address, style, ink, inkTo, ground, logoSize, hasLogo, logo]);
  return <img className="rung-qr-code" src={source} alt={alt} width={600} height={600} />;
}
