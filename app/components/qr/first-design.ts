import type { QrDesign, QrDesk } from '#app/contracts/qr-design.ts';
import { posterSentence } from '#app/i18n/qr-sentences.ts';
import { readableColours } from './colours.ts';

const INK = '#1f2a37';
/** Countries with these print on Letter. */
const LETTER = ['USD', 'CAD', 'MXN', 'COP', 'CLP', 'PHP'];

/** A design made of the program's looks and words, for who has saved none yet. It scans whatever the brand colour is. */
export function firstDesign({ program }: QrDesk): QrDesign {
  const brand = program.brandColour?.toLowerCase() ?? INK;
  const { ink, inkTo, ground } = readableColours({ ink: brand, inkTo: INK, ground: '#ffffff' });
  return {
    style: 'rounded',
    ink,
    inkTo,
    ground,
    frame: brand,
    logo: null,
    logoSize: 'medium',
    sentence: posterSentence(program),
    storeId: null,
    path: '/',
    campaign: '',
    paper: LETTER.includes(program.currency) ? 'letter' : 'a4',
  };
}
