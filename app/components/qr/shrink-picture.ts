/** Pixels of the longer side: enough for a logo of 5 cm in print. */
const SIDE = 360;

/** Any picture that the browser can show, as a small PNG in a data address. Throws when it cannot be read, or comes from a place that does not give it away. */
export async function shrinkPicture(source: Blob | string): Promise<string> {
  const address = typeof source === 'string' ? source : URL.createObjectURL(source);
  try {
    const picture = new Image();
    picture.crossOrigin = 'anonymous';
    picture.src = address;
    await picture.decode();
    // A drawing without a size of its own has none here either.
    const [wide, high] = [picture.naturalWidth || SIDE, picture.naturalHeight || SIDE];
    const scale = SIDE / Math.max(wide, high);
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(wide * scale));
    canvas.height = Math.max(1, Math.round(high * scale));
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('the browser has no canvas');
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/png');
  } finally {
    if (typeof source !== 'string') URL.revokeObjectURL(address);
  }
}
