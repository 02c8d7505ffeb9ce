// Prints what a first visit loads, compressed as we serve it, and fails over the budget.
import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";

const budget = { "css/app.css": 14, "vendor/htmx-4.0.1.min.js": 12.5, "js/feedback.js": 1.6, "js/forms.js": 1.6, "icons/sprite.svg": 5 };
let total = 0;
for (const [file, limit] of Object.entries(budget)) {
  const size = brotliCompressSync(readFileSync(`app/static/${file}`)).length / 1024;
  total += size;
  const over = size > limit;
  if (over) process.exitCode = 1;
  console.log(`${file.padEnd(28)} ${size.toFixed(2)} KB of ${limit}${over ? "  OVER" : ""}`);
}
console.log(`${"together".padEnd(28)} ${total.toFixed(2)} KB`);
