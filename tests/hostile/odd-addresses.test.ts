import { describe, expect, test } from 'vitest';
import { isOddAddress } from '#app/http/odd-addresses.ts';

describe('addresses as they are asked for', () => {
  test.each([
    '/',
    '/app',
    '/app/',
    '/app?shop=a.myshopify.com&host=QWJj',
    '/app/members?index',
    '/app/members/0192a1b2-0000-7000-8000-00000000000a/export',
    '/app/orders/-/%231001',
    '/app/orders/0192a1b2-0000-7000-8000-00000000000a/PL%2F2026%2F7',
    '/app/orders/-/A%20%C3%BC',
    '/app/branding/qr/qr-code.svg',
    '/app/program/history/2',
    '/assets/Root-DxYz.js',
    '/proxy/me?shop=A',
    '/bridge/woocommerce/AbC_d-/me',
    '/apple',
    '/APPLE',
    '/?q=%zz',
  ])('%s is one of ours', (address) => {
    expect(isOddAddress(address)).toBe(false);
  });

  test.each([
    '/APP/members',
    '/app/MEMBERS',
    '/app/Members/1',
    '/app/members/EXPORT',
    '/app/%6dembers',
    '/%61pp/members',
    '/app/%4Dembers',
    '/app/members%2Fexport',
    '/app/sett%69ngs/staff',
    '/app/settings/%73taff',
    '/app/members/%00',
    '/app?x=%00',
    '/app/%',
    '/%',
    '/%ff',
    '/app/%2e%2e/app',
    '/app/program/h%69story',
  ])('%s is none', (address) => {
    expect(isOddAddress(address)).toBe(true);
  });
});
