export { BrandingPage as default } from '#app/components/program/pages/settings-pages.tsx';
