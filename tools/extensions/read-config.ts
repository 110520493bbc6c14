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
  return configsOf(root).flatMap(({ folder, text }) =>
    valueOf(text, 'type', folder) === 'ui_extension' ? [readExtension(text, folder)] : [],
  );
}

function readExtension(text: string, folder: string): ExtensionConfig {
  const targets = text
    .split(/^\s*\[\[extensions\.targeting\]\]\s*$/m)
    .slice(1)
    .map((block) => ({ target: valueOf(block, 'target', folder), module: valueOf(block, 'module', folder) }));
  if (targets.length === 0) throw new Error(`${folder}: shopify.extension.toml names no target`);
  return { folder, handle: valueOf(text, 'handle', folder), apiVersion: valueOf(text, 'api_version', folder), targets };
}

/** A link that Shopify's admin shows among a page's actions, as its shopify.extension.toml says. */
export interface AdminLink {
  readonly folder: string;
  readonly handle: string;
  /** What it is called: a key of its locales, after "t:". */
  readonly name: string;
  readonly target: string;
  /** The page of the app that it opens. */
  readonly url: string;
}

/** The admin links below `extensions/`, by folder. Throws when a file says less than it must. */
export function readAdminLinks(root: string): AdminLink[] {
  return configsOf(root).flatMap(({ folder, text }) => {
    if (valueOf(text, 'type', folder) !== 'admin_link') return [];
    const values = { handle: valueOf(text, 'handle', folder), name: valueOf(text, 'name', folder) };
    return [{ folder, ...values, target: valueOf(text, 'target', folder), url: valueOf(text, 'url', folder) }];
  });
}

/** Every extension's file without its remarks. */
function configsOf(root: string): { readonly folder: string; readonly text: string }[] {
  const parent = path.join(root, 'extensions');
  return readdirSync(parent)
    .sort()
    .map((name) => path.join(parent, name))
    .filter((folder) => existsSync(path.join(folder, 'shopify.extension.toml')))
    .map((folder) => ({
      folder,
      text: readFileSync(path.join(folder, 'shopify.extension.toml'), 'utf8').replaceAll(/^\s*#.*$/gm, ''),
    }));
}

function valueOf(text: string, name: string, folder: string): string {
  const value = new RegExp(`^\\s*${name}\\s*=\\s*"([^"]*)"`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`${folder}: shopify.extension.toml does not say ${name}`);
  return value;
}
