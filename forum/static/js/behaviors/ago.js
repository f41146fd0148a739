// Says how long ago something was; the date stays as a title.

const STEPS = [
  ["minute", 60],
  ["hour", 60 * 60],
  ["day", 24 * 60 * 60],
  ["month", 30 * 24 * 60 * 60],
  ["year", 365 * 24 * 60 * 60],
];

let format; // one for all of them: it takes long to make

export default function ago(time) {
  const seconds = (Date.now() - new Date(time.dateTime)) / 1000;
  const step = STEPS.findLast(([, length]) => seconds >= length) ?? STEPS[0];
  format ??= new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  time.title = time.textContent;
  time.textContent = format.format(-Math.floor(Math.max(seconds, 0) / step[1]), step[0]);
}
