/** As Excel writes "Unicode text": little end first. */
const UTF_16 = [0xff, 0xfe];

/** The body as text, piece by piece as it arrives, and never whole in memory. UTF-8, or UTF-16 where its first two bytes say so; bytes that are neither become U+FFFD. */
export async function* readText(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  if (body === null) return;
  const reader = body.getReader();
  let decoder: TextDecoder | null = null;
  let first = new Uint8Array();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      if (decoder !== null) {
        yield decoder.decode(piece.value, { stream: true });
        continue;
      }
      first = Uint8Array.from([...first, ...piece.value]);
      if (first.length < UTF_16.length) continue;
      decoder = new TextDecoder(UTF_16.every((byte, index) => first[index] === byte) ? 'utf-16le' : 'utf-8');
      yield decoder.decode(first, { stream: true });
    }
    yield decoder === null ? new TextDecoder().decode(first) : decoder.decode();
  } finally {
    // Whoever stopped listening wants no more of it.
    await reader.cancel().catch(() => undefined);
  }
}
