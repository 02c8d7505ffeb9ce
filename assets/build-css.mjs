// Builds the stylesheets: app.css for every page, seller.css on top of it for the seller's pages,
// print.css for what goes on paper. With --check it fails when a committed one is not current.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const sheets = ["app", "seller", "print"];
const target = "app/static/css";

function build(folder) {
  for (const name of sheets) {
    const [from, to] = [`assets/css/${name}.css`, join(folder, `${name}.css`)];
    execFileSync("npx", ["tailwindcss", "-i", from, "-o", to, "--minify"], { stdio: "pipe" });
  }
}

if (!process.argv.includes("--check")) {
  build(target);
} else {
  const folder = mkdtempSync(join(tmpdir(), "css-"));
  try {
    build(folder);
    for (const name of sheets) {
      if (readFileSync(join(folder, `${name}.css`), "utf8") !== readFileSync(join(target, `${name}.css`), "utf8")) {
        console.error(`${name}.css is not current: run \`make css\` and commit it.`);
        process.exitCode = 1;
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
