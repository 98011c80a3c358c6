// Asks the browser whether this device may be told that something waits, and sends what it answers with the form of the page.
// Loaded on the account page alone, where the operator set a key.
(() => {
  const form = document.getElementById("push"), cannot = document.getElementById("push-cannot"), refused = document.getElementById("push-refused");
  if (!form || !navigator.serviceWorker || !window.PushManager || !window.Notification) return;
  const key = Uint8Array.from(atob(form.dataset.key.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  form.hidden = false;
  cannot.hidden = true;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    refused.hidden = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
      await navigator.serviceWorker.register("/sw.js", { updateViaCache: "all" });
      const { pushManager } = await navigator.serviceWorker.ready;
      // One that was made for another key can be told nothing with this one.
      await (await pushManager.getSubscription())?.unsubscribe();
      const made = (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
      form.elements.endpoint.value = made.endpoint;
      form.elements.public.value = made.keys.p256dh;
      form.elements.auth.value = made.keys.auth;
      form.submit();
    } catch {
      refused.hidden = false;
    }
  });
})();
