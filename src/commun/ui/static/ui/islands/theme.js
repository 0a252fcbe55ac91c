// Light or dark by choice: an attribute now, a cookie for the pages to come. The server reads the cookie.
const root = document.documentElement;
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

for (const button of document.querySelectorAll("[data-commun-theme]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    root.dataset.theme = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `commun_theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  });
}
