import { Badge, Banner, BlockStack, Button, InlineStack, Modal, Text } from '@shopify/polaris';
import { NavLink, useBlocker, useLocation } from '@remix-run/react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ProgramEditorView } from '#app/contracts/program-editor.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { AdminPage, Columns } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';
import { SaveBar } from '../save-bar.tsx';
import { showToast } from '../toast.tsx';
import { useCurrentInSight } from '../use-current-in-sight.ts';
import { DraftProvider, useDraft } from './editor/draft-context.tsx';
import { useCommand } from './editor/use-command.ts';
import { ProgramPreview } from './program-preview.tsx';
import { ShopperPreview } from './widget/shopper-preview.tsx';
import { useMay } from '../use-may.ts';
import { programRefusalText } from './refusal-text.ts';

const TABS = ['', 'earn', 'rewards', 'tiers', 'campaigns', 'points', 'currencies', 'branding', 'history'] as const;
/** Pages that show the future or the past have no room for a preview of the draft. */
const WIDE = ['review', 'history'];
/** Pages with a primary button of their own. */
const NO_SECOND = ['review', 'history/'];

/** What the document is called on a page of the editor: "Rewards · Program". */
export function editorTitle(pathname: string, { t }: Pick<Translator, 't'>): string {
  const page = pathname.split('/')[3] ?? '';
  const tab = TABS.find((known) => known !== '' && known === page);
  if (page === 'review') return `${t('program.review')} · ${t('program.title')}`;
  return tab === undefined || tab === '' ? t('program.title') : `${t(`program.tab.${tab}`)} · ${t('program.title')}`;
}

/** The pages of the program: their tabs, the preview beside them, what is unsaved, and the way to publishing. */
export function ProgramFrame({ editor, children }: { readonly editor: ProgramEditorView; readonly children: ReactNode }) {
  return (
    <DraftProvider editor={editor}>
      <Frame>{children}</Frame>
    </DraftProvider>
  );
}

function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useI18n();
  const draft = useDraft();
  const { editor, program, dirty, problems } = draft;
  const { pathname } = useLocation();
  const wide = WIDE.some((page) => pathname.startsWith(`/app/program/${page}`));
  const hasDraft = editor.draft !== null;
  const mayEdit = useMay()('program.edit');
  const saving = useSaving();
  useAskBeforeLeaving(dirty);
  return (
    <AdminPage
      title={t('program.title')}
      subtitle={program.name}
      badge={<StateBadge editor={editor} hasDraft={hasDraft || dirty} />}
      nowMs={editor.nowMs}
      {...(dirty || !hasDraft || NO_SECOND.some((page) => pathname.startsWith(`/app/program/${page}`))
        ? {}
        : { primaryAction: { content: t('program.review'), url: '/app/program/review' } })}
    >
      <SaveBar open={dirty && mayEdit} busy={saving.busy} onSave={saving.save} onDiscard={draft.reset} />
      <LeaveQuestion dirty={dirty} />
      <Tabs pathname={pathname} />
      <Banners saving={saving} />
      {wide ? (
        <div className="rung-column-main">{children}</div>
      ) : (
        <Columns
          main={children}
          side={
            <div className="rung-sticky">
              {problems.length > 0 && <p className="rung-quiet rung-before">{t('program.preview.before')}</p>}
              {pathname.startsWith('/app/program/branding') ? (
                <ShopperPreview full program={program} nowMs={editor.nowMs} />
              ) : (
                <ProgramPreview program={program} nowMs={editor.nowMs} />
              )}
            </div>
          }
        />
      )}
    </AdminPage>
  );
}

/** The row of pages; on a phone it scrolls, and the page one is on stands in sight. */
function Tabs({ pathname }: { readonly pathname: string }) {
  const { t } = useI18n();
  const row = useCurrentInSight<HTMLElement>(pathname);
  return (
    <nav className="rung-tabs" aria-label={t('program.title')} ref={row}>
      {TABS.map((tab) => (
        <NavLink key={tab} to={tab === '' ? '/app/program' : `/app/program/${tab}`} end={tab === ''}>
          {t(tab === '' ? 'program.tab.overview' : `program.tab.${tab}`)}
        </NavLink>
      ))}
    </nav>
  );
}

function StateBadge({ editor, hasDraft }: { readonly editor: ProgramEditorView; readonly hasDraft: boolean }) {
  const { t } = useI18n();
  return (
    <InlineStack gap="100">
      {editor.state === 'live' ? (
        <Badge tone="success">{t('program.state.live', { version: editor.liveNo ?? editor.newestNo })}</Badge>
      ) : (
        <Badge tone="warning">{t('program.state.paused')}</Badge>
      )}
      {hasDraft && <Badge tone="info">{t('program.state.draft')}</Badge>}
    </InlineStack>
  );
}

interface Saving {
  readonly save: () => void;
  readonly busy: boolean;
  /** Why the draft was not saved, where nobody else's changes are the reason. */
  readonly refusal: string | null;
  readonly conflict: boolean;
  readonly overwrite: () => void;
  readonly takeTheirs: () => void;
}

/** Saves the draft; what somebody else saved meanwhile is neither lost nor overwritten unasked. */
function useSaving(): Saving {
  const { t } = useI18n();
  const { editor, document, revision, basedOn, reset, markSaved } = useDraft();
  const [conflict, setConflict] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  // What is typed while the answer is on its way is not saved yet.
  const sent = useRef(document);
  const { send, busy } = useCommand((answer) => {
    if (answer.outcome === 'saved') {
      markSaved({ document: sent.current, revision: answer.draft.revision });
      showToast(t('program.saved'));
      setConflict(false);
    }
    setRefusal(answer.outcome === 'refused' && answer.reason !== 'conflict' ? programRefusalText(answer.reason, t) : null);
    if (answer.outcome === 'refused' && answer.reason === 'conflict') setConflict(true);
  });
  const save = (over: number) => {
    sent.current = document;
    send({ intent: 'save', document, revision: over, basedOn });
  };
  return {
    save: () => save(revision),
    busy,
    refusal,
    conflict,
    overwrite: () => save(editor.draftRevision),
    takeTheirs: () => {
      reset();
      setConflict(false);
    },
  };
}

function Banners({ saving }: { readonly saving: Saving }) {
  const { t, date } = useI18n();
  const { editor } = useDraft();
  const mayEdit = useMay()('program.edit');
  return (
    <>
      {!mayEdit && <Banner tone="info" title={t('rights.look-only')} />}
      {saving.refusal !== null && <Banner tone="critical" title={saving.refusal} />}
      {saving.conflict && (
        <Banner tone="warning" title={t('program.conflict.title')}>
          <BlockStack gap="300">
            <Text as="p">{t('program.conflict.text')}</Text>
            <InlineStack gap="200">
              <Button onClick={saving.overwrite} loading={saving.busy}>
                {t('program.conflict.mine')}
              </Button>
              <Button onClick={saving.takeTheirs}>{t('program.conflict.theirs')}</Button>
            </InlineStack>
          </BlockStack>
        </Banner>
      )}
      {editor.scheduled !== null && (
        <Banner tone="info">
          <Text as="p">{t('program.scheduled', { version: editor.scheduled.no, date: date(editor.scheduled.effectiveAt) })}</Text>
        </Banner>
      )}
    </>
  );
}

/** A reload or a closed window asks first, as far as browsers let it. */
function useAskBeforeLeaving(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [dirty]);
}

function LeaveQuestion({ dirty }: { readonly dirty: boolean }) {
  const { t } = useI18n();
  const { reset } = useDraft();
  const blocker = useBlocker(({ nextLocation }) => dirty && !nextLocation.pathname.startsWith('/app/program'));
  if (blocker.state !== 'blocked') return null;
  return (
    <Modal
      open
      onClose={() => blocker.reset()}
      title={t('program.leave.title')}
      primaryAction={{ content: t('program.leave.stay'), onAction: () => blocker.reset() }}
      secondaryActions={[
        {
          content: t('program.leave.go'),
          onAction: () => {
            reset();
            blocker.proceed();
          },
        },
      ]}
    >
      <Modal.Section>
        <Text as="p">{t('program.leave.text')}</Text>
      </Modal.Section>
    </Modal>
  );
}
