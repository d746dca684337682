/** Apply the chosen dark or light theme before the first paint, so that nothing flashes. */

const theme = localStorage.getItem("lookalike.theme");
if (theme) document.documentElement.dataset.theme = theme;
