/** Pixels of the longer side: sharp on every screen at the size of a card. */
const SIDE = 960;
/** What the server takes. */
const MOST_BYTES = 1_048_576;
const QUALITY = 0.85;

/**
 * Any picture that the browser can show, upright and small, as a file of a kind that shops can show. Throws when the browser cannot read it. Photos become JPEG; what may
 * be transparent stays so, where the browser can write WebP or the PNG is small enough.
 */
export async function makeSmall(file: Blob): Promise<Blob> {
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    // A drawing without a size of its own has none here either.
    const [wide, high] = [picture.naturalWidth || SIDE, picture.naturalHeight || SIDE];
    const scale = Math.min(1, SIDE / Math.max(wide, high));
    const draw = (ground: string | null) => drawn(picture, { wide: Math.round(wide * scale), high: Math.round(high * scale), ground });
    if (file.type === 'image/jpeg') return await written(draw(null), 'image/jpeg');
    const clear = await written(draw(null), 'image/webp');
    return clear.size <= MOST_BYTES ? clear : await written(draw('#ffffff'), 'image/jpeg');
  } finally {
    URL.revokeObjectURL(address);
  }
}

function drawn(
  picture: HTMLImageElement,
  { wide, high, ground }: { readonly wide: number; readonly high: number; readonly ground: string | null },
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, wide);
  canvas.height = Math.max(1, high);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('the browser has no canvas');
  if (ground !== null) {
    pen.fillStyle = ground;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** A browser that cannot write WebP writes PNG. */
function written(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture could not be written')) : resolve(blob)), type, QUALITY);
  });
}
