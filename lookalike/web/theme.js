/** Dark or light, as was chosen here before; run before anything is painted, so that nothing flashes. */

const theme = localStorage.getItem("lookalike.theme");
if (theme) document.documentElement.dataset.theme = theme;
