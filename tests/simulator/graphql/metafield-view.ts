import { createHash } from 'node:crypto';
import { graphqlTime } from '../clock.ts';
import { gid } from '../gid.ts';
import type { Metafield } from '../shop-state.ts';
import { connection, type PageArguments } from './connection.ts';
import type { ViewContext } from './view-context.ts';

/** The reserved namespace that "$app" and "$app:name" stand for. */
export function appNamespace(context: Pick<ViewContext, 'world'>, namespace: string | null | undefined): string {
  const wanted = namespace ?? '$app';
  const own = `app--${createHash('sha256').update(context.world.settings.apiKey).digest().readUInt32BE(0)}`;
  if (wanted === '$app') return own;
  return wanted.startsWith('$app:') ? `${own}--${wanted.slice(5)}` : wanted;
}

export function metafieldKey(ownerId: string, namespace: string, key: string): string {
  return `${ownerId} ${namespace} ${key}`;
}

/** What compareDigest shows: it changes with the value. */
export function metafieldDigest(field: Pick<Metafield, 'type' | 'value'>): string {
  return createHash('sha256').update(`${field.type}\n${field.value}`).digest('hex');
}

/** The two fields that every owner of metafields has. */
export function metafieldFields(ownerId: string, context: ViewContext) {
  return {
    metafield: ({ namespace, key }: { readonly namespace?: string | null; readonly key: string }) => {
      const field = context.shop.metafields.get(metafieldKey(ownerId, appNamespace(context, namespace), key));
      return field ? metafieldView(field) : null;
    },
    metafields: (args: PageArguments & { readonly namespace?: string | null; readonly keys?: readonly string[] | null }) => {
      const namespace = args.namespace ? appNamespace(context, args.namespace) : null;
      const fields = [...context.shop.metafields.values()].filter(
        (field) =>
          field.ownerId === ownerId &&
          (namespace === null || field.namespace === namespace) &&
          (!args.keys || args.keys.includes(field.key)),
      );
      return connection(fields, args, { name: 'Metafield', place: (field) => [field.id, field.id], view: metafieldView });
    },
  };
}

/** GraphQL's Metafield. */
export function metafieldView(field: Metafield): object {
  return {
    __typename: 'Metafield',
    id: gid('Metafield', field.id),
    legacyResourceId: String(field.id),
    namespace: field.namespace,
    key: field.key,
    type: field.type,
    value: field.value,
    jsonValue: () => (field.type === 'json' ? (JSON.parse(field.value) as unknown) : field.value),
    compareDigest: metafieldDigest(field),
    sizeInBytes: Buffer.byteLength(field.value),
    createdAt: graphqlTime(field.createdAt),
    updatedAt: graphqlTime(field.updatedAt),
    ownerType: field.ownerId.split('/').at(-2)?.toUpperCase() ?? 'SHOP',
  };
}
