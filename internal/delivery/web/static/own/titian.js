// Small helps on top of pages that are complete without them.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

// The components' script is fetched only by pages that have something for it.
if (document.querySelector("[data-module^=govuk-]:not(.govuk-button, .govuk-skip-link)")) {
  const { initAll } = await import("/static/govuk-frontend.min.js");
  initAll();
}

if (document.querySelector("[data-t-marks]")) {
  const { ticking } = await import("/static/marks.js");
  document.querySelectorAll("[data-t-marks]").forEach(ticking);
}

if (document.querySelector("[data-t-find]")) {
  const { finding } = await import("/static/find.js");
  finding(document);
}

// On a narrow screen the thread strip scrolls; it starts where the reader is.
const here = document.querySelector(".t-thread__step--here");
if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 24;
