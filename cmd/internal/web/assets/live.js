// Live progress of a run by server-sent events; without this file the page
// shows how far it was when it was loaded.
document.querySelectorAll('[data-live]').forEach(function (at) {
  if (!window.EventSource) return;
  var from = new EventSource(at.getAttribute('data-live'));
  from.addEventListener('progress', function (e) { at.textContent = e.data; });
  from.addEventListener('end', function () { from.close(); location.reload(); });
});
