// Fails when app/static/css/app.css is not what the templates and assets/css/app.css make.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "css-"));
const fresh = join(folder, "app.css");
try {
  execFileSync("npx", ["tailwindcss", "-i", "assets/css/app.css", "-o", fresh, "--minify"], {
    stdio: "pipe",
  });
  if (readFileSync(fresh, "utf8") !== readFileSync("app/static/css/app.css", "utf8")) {
    console.error("The stylesheet is not current: run `npm run css` and commit it.");
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
