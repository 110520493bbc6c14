/** The version of the document's shape that this code writes. */
export const SCHEMA_VERSION = 1;

type Document = Readonly<Record<string, unknown>>;

/** How a document of shape n becomes one of shape n + 1. Stored versions are never rewritten: they are upgraded each time they are read. */
const UPGRADES: ReadonlyMap<number, (document: Document) => Document> = new Map();

/** Brings a stored document to the newest shape, one step at a time. What is no document, or newer than this code, comes back as it was. */
export function upgradeProgram(document: unknown, upgrades = UPGRADES, newest = SCHEMA_VERSION): unknown {
  let current = document;
  for (let steps = 0; steps < newest && isDocument(current); steps += 1) {
    const upgrade = typeof current['schemaVersion'] === 'number' ? upgrades.get(current['schemaVersion']) : undefined;
    if (!upgrade) return current;
    current = upgrade(current);
  }
  return current;
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
