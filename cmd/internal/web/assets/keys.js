// Keys of the confirm queue: a key presses the button or follows the link
// that shows it. Nothing depends on this file.
document.addEventListener('keydown', function (e) {
  var at = e.target, tag = at && at.tagName;
  if (e.ctrlKey || e.altKey || e.metaKey || tag === 'INPUT' || tag === 'SELECT' || tag === 'TEXTAREA') return;
  var to = document.querySelector('[data-key="' + (window.CSS && CSS.escape ? CSS.escape(e.key) : '') + '"]');
  if (!to) return;
  e.preventDefault();
  var form = to.form, first = form && form.querySelector('input:not([type=hidden]),select');
  if (first && !first.value) first.focus(); else to.click();
});
