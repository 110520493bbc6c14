import { Card, Text } from '@shopify/polaris';
import type { AuditView, MemberDeskView } from '#app/contracts/members.ts';
import type { MessageKey, Translator } from '#app/i18n/translator.ts';
import { useI18n } from '../i18n-context.tsx';
import { Ago } from '../moment.tsx';

const KNOWN = {
  'points-adjusted': 'audit.points-adjusted',
  'note-added': 'audit.note-added',
  'member-blocked': 'audit.member-blocked',
  'member-unblocked': 'audit.member-unblocked',
  'tier-locked': 'audit.tier-locked',
  'tier-unlocked': 'audit.tier-unlocked',
  'members-merged': 'audit.members-merged',
  'members-unmerged': 'audit.members-unmerged',
  'member-erased': 'audit.member-erased',
  'customer-redacted': 'audit.member-erased',
  'data-exported': 'audit.data-exported',
  'data-request-answered': 'audit.data-exported',
  joined: 'audit.joined',
  'enrolled-at-till': 'audit.enrolled-at-till',
  'reward-handed-over': 'audit.reward-handed-over',
  'handover-taken-back': 'audit.handover-taken-back',
} as const satisfies Readonly<Record<string, MessageKey>>;

/** Who did what to this member, newest first. */
export function AuditCard({ desk }: { readonly desk: MemberDeskView }) {
  const { t } = useI18n();
  if (desk.audit.length === 0) return null;
  return (
    <Card roundedAbove="xs">
      <details className="rung-details">
        <summary>
          <Text as="span" variant="headingSm">
            {t('audit.title')}
          </Text>
        </summary>
        <ul className="rung-rows">
          {desk.audit.map((entry, place) => (
            <li key={place}>
              <span>{deed(entry, t)}</span>
              <span className="rung-quiet rung-block">
                {actor(entry, t)} · <Ago iso={entry.at} />
              </span>
            </li>
          ))}
        </ul>
      </details>
    </Card>
  );
}

function deed({ action, details }: AuditView, t: Translator['t']): string {
  if (!isKnown(action)) return action;
  const points = details['points'];
  return action === 'points-adjusted' && typeof points === 'number'
    ? `${t(KNOWN[action])}: ${points > 0 ? '+' : '−'}${Math.abs(points)}`
    : t(KNOWN[action]);
}

/** Staff by the id that their platform gave; the member and the platform by what they are. */
function actor({ actorKind, actorId }: AuditView, t: Translator['t']): string {
  if (actorKind === 'staff') return actorId ?? t('audit.by.staff');
  return t(actorKind === 'member' ? 'audit.by.member' : actorKind === 'platform' ? 'audit.by.platform' : 'audit.by.system');
}

function isKnown(action: string): action is keyof typeof KNOWN {
  return Object.hasOwn(KNOWN, action);
}
