import type { PluginLink, PluginProgram } from '../plugin-state.ts';
import { mergeMeta } from '../site-state.ts';
import { missingParam, noRoute } from './rest-error.ts';
import { route, type RestAnswer, type RestCall, type Route } from './route.ts';

interface PluginMember {
  readonly customerId: string;
  readonly revision: number;
}

const MEMBER_KEY = '_rung_member';

/** Without the plugin WordPress knows none of these addresses. */
function withPlugin(answer: (call: RestCall) => RestAnswer): (call: RestCall) => RestAnswer {
  return (call) => {
    if (call.site.settings.pluginVersion === null) throw noRoute();
    return answer(call);
  };
}

function link({ site, body }: RestCall): RestAnswer {
  const missing = ['version', 'appUrl', 'storeKey', 'secret', 'programName'].filter((name) => body[name] === undefined);
  if (missing.length > 0) throw missingParam(missing);
  site.plugin.link = body as unknown as PluginLink;
  site.plugin.links += 1;
  const { pluginVersion, version, wpVersion } = site.settings;
  return { body: { plugin: pluginVersion, php: '8.2', wordpress: wpVersion, woocommerce: version } };
}

function unlink({ site }: RestCall): RestAnswer {
  site.plugin.link = null;
  return { body: { deleted: true } };
}

/** The plugin keeps the newest: what comes late changes nothing and is no error. */
function program({ site, body }: RestCall): RestAnswer {
  const missing = ['revision', 'program', 'locales'].filter((name) => body[name] === undefined);
  if (missing.length > 0) throw missingParam(missing);
  const told = body as unknown as PluginProgram;
  if (site.plugin.program === null || site.plugin.program.revision < told.revision) site.plugin.program = told;
  return { body: { revision: site.plugin.program.revision } };
}

/** The plugin keeps each member as user meta, where WooCommerce's own API never shows it. */
function members({ site, body }: RestCall): RestAnswer {
  if (!Array.isArray(body['members'])) throw missingParam(['members']);
  let kept = 0;
  for (const { customerId, ...member } of body['members'] as readonly PluginMember[]) {
    const customer = site.customers.get(Number(customerId));
    const known = customer?.meta.find(({ key }) => key === MEMBER_KEY);
    const revision = known === undefined ? -1 : (JSON.parse(String(known.value)) as PluginMember).revision;
    if (customer === undefined || revision >= member.revision) continue;
    mergeMeta(site, customer.meta, [{ key: MEMBER_KEY, value: JSON.stringify(member) }]);
    kept += 1;
  }
  return { body: { kept } };
}

/** What the Rung plugin adds to the site, behind /wp-json/wc-rung/v1; opened with the shop's own keys. */
export const pluginRoutes: readonly Route[] = [
  ...route('POST', '/link', { deed: 'edit', answer: withPlugin(link) }),
  ...route('DELETE', '/link', { deed: 'delete', answer: withPlugin(unlink) }),
  ...route('POST', '/program', { deed: 'edit', answer: withPlugin(program) }),
  ...route('POST', '/members', { deed: 'edit', answer: withPlugin(members) }),
];
