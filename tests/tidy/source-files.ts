import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Not written by us, not committed, or kept byte for byte as a platform sent it. */
const LEFT_OUT = new Set(['node_modules', '.git', '.data', 'build', 'coverage', 'generated', 'fixtures', 'dist', '.cache']);
const BINARY = /\.(png|jpe?g|gif|svg|ico|woff2?|gz|zip|mo)$/;

/** Every text file of the project that people wrote, as paths from its root with forward slashes. */
export function sourceFiles(folder = '.'): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name)) return [];
    const place = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(place);
    return entry.isFile() && !BINARY.test(entry.name) && entry.name !== 'package-lock.json' && !/^\.env(\.local)?$/.test(entry.name)
      ? [place]
      : [];
  });
}
