import { readdirSync, readFileSync, existsSync } from 'node:fs';
import path from 'node:path';

/** What one of the UI extensions says about itself in shopify.extension.toml. */
export interface ExtensionConfig {
  readonly folder: string;
  readonly handle: string;
  readonly apiVersion: string;
  readonly targets: readonly { readonly target: string; readonly module: string }[];
}

/** The UI extensions below `extensions/`, by folder. A theme extension is none of them. Throws when a file says less than it must. */
export function readExtensions(root: string): ExtensionConfig[] {
  const folder = path.join(root, 'extensions');
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name))
    .filter((place) => existsSync(path.join(place, 'shopify.extension.toml')))
    .flatMap((place) => {
      const text = readFileSync(path.join(place, 'shopify.extension.toml'), 'utf8').replaceAll(/^\s*#.*$/gm, '');
      return valueOf(text, 'type', place) === 'ui_extension' ? [readExtension(text, place)] : [];
    });
}

function readExtension(text: string, folder: string): ExtensionConfig {
  const targets = text
    .split(/^\s*\[\[extensions\.targeting\]\]\s*$/m)
    .slice(1)
    .map((block) => ({ target: valueOf(block, 'target', folder), module: valueOf(block, 'module', folder) }));
  if (targets.length === 0) throw new Error(`${folder}: shopify.extension.toml names no target`);
  return { folder, handle: valueOf(text, 'handle', folder), apiVersion: valueOf(text, 'api_version', folder), targets };
}

function valueOf(text: string, name: string, folder: string): string {
  const value = new RegExp(`^\\s*${name}\\s*=\\s*"([^"]*)"`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`${folder}: shopify.extension.toml does not say ${name}`);
  return value;
}
