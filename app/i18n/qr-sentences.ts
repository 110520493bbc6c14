type Words = (names: { readonly few: string; readonly many: string }) => string;

/** One sentence for the paper in the shop, in the program's language; which form a point's name takes depends on the language. */
const SENTENCES: Readonly<Record<string, Words>> = {
  en: ({ many }) => `Scan and start collecting ${many}`,
  pl: ({ few }) => `Zeskanuj i zbieraj ${few}`,
  ru: ({ many }) => `Сканируйте код: больше ${many}, больше наград`,
  uk: ({ many }) => `Скануйте код: більше ${many}, більше винагород`,
  de: ({ many }) => `Scannen und ${many} sammeln`,
  fr: ({ many }) => `Scannez et cumulez vos ${many}`,
  es: ({ many }) => `Escanea y empieza a sumar ${many}`,
  it: ({ many }) => `Scansiona e raccogli ${many}`,
  pt: ({ many }) => `Leia o código e junte ${many}`,
  nl: ({ many }) => `Scan en spaar ${many}`,
  cs: ({ few }) => `Naskenujte a sbírejte ${few}`,
  sv: ({ many }) => `Skanna och samla ${many}`,
};
const LONGEST = 90;

/** The sentence to begin with. English where we have none in the language; where the name of the points is too long for one, just that. */
export function posterSentence(program: { readonly locale: string; readonly few: string; readonly many: string }): string {
  const words = SENTENCES[program.locale.split('-')[0] ?? ''] ?? SENTENCES['en'];
  const sentence = words?.(program.many === '' ? { few: 'points', many: 'points' } : program) ?? '';
  return sentence.length <= LONGEST ? sentence : program.many;
}
