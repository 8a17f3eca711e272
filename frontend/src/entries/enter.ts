// The way in for another device: the token stands behind the # of the address, which no server sees.
import "./main";

const form = document.querySelector<HTMLFormElement>('[data-enter="form"]');
const wait = document.querySelector<HTMLElement>('[data-enter="wait"]');

if (form && wait) {
  const token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  wait.hidden = true;
  if (token) {
    form.querySelector<HTMLInputElement>('input[name="token"]')!.value = token;
    form.hidden = false;
  } else {
    document.querySelector<HTMLElement>('[data-enter="none"]')!.hidden = false;
  }
}
