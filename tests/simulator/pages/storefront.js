/* The shop window: choosing who is signed in sets the cookie that stands for the shop's own login. */
const data = JSON.parse(document.getElementById('storefront-data').textContent);
document.getElementById('shopper').addEventListener('change', (event) => {
  const age = event.target.value ? '' : '; max-age=0';
  document.cookie = `sim_customer=${event.target.value}; path=/; samesite=lax${age}`;
  location.reload();
});
window.storefront = data;
