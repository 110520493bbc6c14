export { EarnPage as default } from '#app/components/program/pages/list-pages.tsx';
