import { type PreviewProps, TryCard } from './preview.tsx';
import { ShopperPreview } from './widget/shopper-preview.tsx';

/** What an order would earn, and what a shopper will see: beside whatever is being edited. */
export function ProgramPreview({ program, nowMs }: PreviewProps) {
  return (
    <div className="rung-preview-stack">
      <TryCard program={program} nowMs={nowMs} />
      <ShopperPreview program={program} nowMs={nowMs} />
    </div>
  );
}
