import { Page } from '@shopify/polaris';
import { createContext, type ReactNode, useContext } from 'react';
import { FailedDeed } from './failed-deed.tsx';
import { NowProvider } from './moment.tsx';

const StandsInPage = createContext(false);

/** Whether there is a page around: its heading and its `main` are there already. */
export function useStandsInPage(): boolean {
  return useContext(StandsInPage);
}

export interface MenuAction {
  readonly content: string;
  readonly onAction: () => void;
  readonly destructive?: boolean;
}

export interface AdminPageProps {
  readonly title: string;
  readonly subtitle?: string;
  /** Beside the title: what state the thing is in. */
  readonly badge?: ReactNode;
  /** The page above this one. */
  readonly back?: { readonly label: string; readonly url: string };
  /** The one thing to do here, top right. */
  readonly primaryAction?: { readonly content: string; readonly url: string };
  /** What else can be done here, in a menu beside it. */
  readonly menu?: { readonly title: string; readonly actions: readonly MenuAction[] };
  /** The server's clock when the page was made. */
  readonly nowMs: number;
  readonly children: ReactNode;
}

/** A page of the admin: its heading, the way back, one clock for everything on it. */
export function AdminPage({ title, subtitle, badge, back, primaryAction, menu, nowMs, children }: AdminPageProps) {
  return (
    <NowProvider nowMs={nowMs}>
      <main>
        <Page
          title={title}
          {...(subtitle === undefined ? {} : { subtitle })}
          {...(badge === undefined ? {} : { titleMetadata: badge })}
          {...(primaryAction === undefined ? {} : { primaryAction })}
          {...(menu === undefined ? {} : { actionGroups: [{ title: menu.title, actions: [...menu.actions] }] })}
          {...(back === undefined ? {} : { backAction: { content: back.label, url: back.url } })}
        >
          <StandsInPage.Provider value>
            <div className="rung-page">
              <FailedDeed />
              {children}
            </div>
          </StandsInPage.Provider>
        </Page>
      </main>
    </NowProvider>
  );
}

/** The page's main matter and what stands beside it; below it where there is no room. */
export function Columns({ main, side }: { readonly main: ReactNode; readonly side: ReactNode }) {
  return (
    <div className="rung-columns">
      <div className="rung-column-main">{main}</div>
      <div className="rung-column-side">{side}</div>
    </div>
  );
}
