
// Pages that were read are kept for when there is no line: sw.js does it, where the reader has not said no.
if (document.documentElement.dataset.keeps && navigator.serviceWorker) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js", { updateViaCache: "all" }).catch(() => {}));
}
