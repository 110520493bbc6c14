import { Card, Text } from '@shopify/polaris';
import type { OverviewView } from '#app/contracts/reading.ts';
import type { StoreLine } from '#app/contracts/stores.ts';
import { AdminPage, Columns } from './admin-page.tsx';
import { DownloadButton } from './download-button.tsx';
import { FactsCard } from './facts-card.tsx';
import { useI18n } from './i18n-context.tsx';
import { ImportCard } from './import/import-card.tsx';
import { OnDay } from './moment.tsx';
import { MoreSettings } from './settings/more-settings.tsx';
import { StoresCard } from './settings/stores-card.tsx';
import { useMay } from './use-may.ts';
import { type Column, StackedTable } from './stacked-table.tsx';

export interface DataExportRow {
  readonly id: string;
  readonly requestKey: string;
  readonly createdAt: string;
}

export interface SettingsPageProps {
  readonly overview: OverviewView;
  readonly stores: readonly StoreLine[];
  readonly exports: readonly DataExportRow[];
  readonly nowMs: number;
}

/** What the program runs on, the stores that share it, and the files that customers asked for. */
export function SettingsPage({ overview, stores, exports, nowMs }: SettingsPageProps) {
  const { t, number } = useI18n();
  const may = useMay();
  return (
    <AdminPage title={t('settings.title')} back={{ label: t('nav.home'), url: '/app' }} nowMs={nowMs}>
      <Columns
        main={
          <>
            <StoresCard stores={stores} />
            {may('data.import') && <ImportCard nowMs={nowMs} />}
            {may('data.export') && <ExportsCard exports={exports} />}
          </>
        }
        side={
          <>
            <MoreSettings />
            <FactsCard
              title={t('settings.program')}
              facts={[
                { name: t('settings.name'), value: overview.programName },
                {
                  name: t('settings.version'),
                  value: overview.versionNo === null ? t('settings.version.none') : number(overview.versionNo),
                },
                { name: t('settings.currency'), value: overview.currency },
                { name: t('settings.time-zone'), value: overview.timeZone },
              ]}
            />
          </>
        }
      />
    </AdminPage>
  );
}

function ExportsCard({ exports }: { readonly exports: readonly DataExportRow[] }) {
  const { t } = useI18n();
  const columns: Column<DataExportRow>[] = [
    { id: 'request', heading: t('exports.column'), header: true, cell: (row) => t('exports.request', { key: row.requestKey }) },
    { id: 'made', heading: t('exports.made'), cell: (row) => <OnDay iso={row.createdAt} /> },
    { id: 'file', heading: t('exports.file'), cell: (row) => <ExportFile row={row} /> },
  ];
  return (
    <Card roundedAbove="xs" padding="0">
      <div className="rung-card-head">
        <Text as="h2" variant="headingSm">
          {t('exports.title')}
        </Text>
        <Text as="p" tone="subdued" variant="bodySm">
          {exports.length === 0 ? t('exports.empty') : t('exports.text')}
        </Text>
      </div>
      {exports.length > 0 && <StackedTable flush caption={t('exports.title')} columns={columns} rows={exports} rowKey={(row) => row.id} />}
    </Card>
  );
}

function ExportFile({ row }: { readonly row: DataExportRow }) {
  const fileName = `customer-data-${row.createdAt.slice(0, 10)}.json`;
  return <DownloadButton url={`/app/data-exports/${row.id}`} fileName={fileName} about={row.requestKey} />;
}
