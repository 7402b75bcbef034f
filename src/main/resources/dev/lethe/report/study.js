'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const at = id => document.getElementById(id);
  const variable = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // Six colours; lines after the sixth have them again, with dashes.
  const COLOURS = 6;
  const colour = i => variable('--run' + i % COLOURS);

  function make(tag, text, parent, className) {
    const element = document.createElement(tag);
    if (text != null) element.textContent = text;
    if (className) element.className = className;
    if (parent) parent.appendChild(element);
    return element;
  }

  function number(v) {
    if (v == null) return '\u2013';
    if (Number.isInteger(v)) return String(v);
    const size = Math.abs(v);
    if (size < 1e-3 || size >= 1e6) return v.toExponential(3);
    return v.toFixed(size < 1 ? 4 : size < 100 ? 3 : 1).replace(/\.?0+$/, '');
  }

  // The numbers of a column, all with as many digits after the point as the one that needs most.
  function column(values) {
    const texts = values.map(v => typeof v === 'string' ? v : number(v));
    const plain = values.map((v, i) => typeof v === 'number' && !texts[i].includes('e'));
    const digits = Math.max(0, ...texts.map((t, i) => plain[i] && t.includes('.') ? t.length - t.indexOf('.') - 1 : 0));
    return texts.map((t, i) => plain[i] ? values[i].toFixed(digits) : t);
  }

  function duration(s) {
    if (s < 100) return (s < 10 ? s.toFixed(1) : Math.round(s)) + ' s';
    const all = Math.round(s);
    return Math.floor(all / 60) + ' min ' + String(all % 60).padStart(2, '0') + ' s';
  }

  function header() {
    at('title').textContent = data.study;
    at('setup').textContent = data.purpose + ' \u00b7 seed ' + data.seed + ' \u00b7 ' + duration(data.seconds);
    document.title = 'Lethe study \u00b7 ' + data.study;
  }

  function expected(c) {
    if (c.at_most == null) return '\u2265 ' + number(c.at_least);
    return c.at_least == null ? '\u2264 ' + number(c.at_most) : number(c.at_least) + ' to ' + number(c.at_most);
  }

  function claims() {
    const holding = data.claims.filter(c => c.holds).length;
    at('verdict').textContent = data.claims.length === 0 ? 'These settings check no claim.'
      : holding + ' of ' + data.claims.length + ' claims hold.';
    if (data.claims.length === 0) return;
    const head = make('tr', null, make('thead', null, at('claims')));
    ['Verdict', 'Measured', 'Expected', 'Claim'].forEach(name => make('th', name, head));
    const body = make('tbody', null, at('claims'));
    for (const c of data.claims) {
      const row = make('tr', null, body);
      make('td', c.holds ? 'holds' : 'fails', row, c.holds ? 'holds' : 'fails');
      make('td', number(c.measured), row);
      make('td', expected(c), row);
      make('td', c.claim, row);
    }
  }

  function table(t, parent) {
    make('h3', t.title, parent, 'table');
    const element = make('table', null, make('div', null, parent, 'scroll'));
    const head = make('tr', null, make('thead', null, element));
    const kinds = t.columns.map((name, i) => t.rows.some(row => typeof row[i] === 'string') ? 'word' : null);
    t.columns.forEach((name, i) => make('th', name, head, kinds[i]));
    const texts = t.columns.map((name, i) => column(t.rows.map(row => row[i])));
    const body = make('tbody', null, element);
    t.rows.forEach((values, r) => {
      const row = make('tr', null, body);
      values.forEach((v, i) => make('td', texts[i][r], row, kinds[i]));
    });
  }

  // Boxes of charts, to be drawn once they have their width and again when it or the colours change.
  const boxes = [];
  let drawn = [];

  function sections() {
    data.sections.forEach((s, index) => {
      const section = make('section', null, at('sections'));
      make('h2', s.title, section);
      if (s.text) make('p', s.text, section, 'note');
      s.tables.forEach(t => table(t, section));
      const names = s.charts.map(c => c.series.map(line => line.name));
      const common = names.every(list => String(list) === String(names[0]));
      if (common && s.charts.length > 1) legend(names[0], make('div', null, section, 'legend'));
      const grid = make('div', null, section, 'charts');
      for (const c of s.charts) {
        const box = make('div', null, grid, 'chart');
        const output = make('output', null, box);
        make('h3', c.title, box);
        make('p', (c.note ? c.note + ', ' : '') + 'by ' + c.x_name, box);
        if (!common || s.charts.length === 1) legend(c.series.map(line => line.name), make('div', null, box, 'legend'));
        boxes.push({ chart: c, box: box, output: output, group: 'section' + index });
      }
    });
  }

  function legend(names, parent) {
    names.forEach((name, i) => {
      const item = make('span', null, parent);
      const ink = 'var(--run' + i % COLOURS + ')';
      make('span', null, item, 'swatch').style.background =
        i < COLOURS ? ink : 'repeating-linear-gradient(90deg, ' + ink + ' 0 0.2rem, transparent 0.2rem 0.28rem)';
      item.append(name);
    });
  }

  function readout(b, index) {
    b.output.textContent = '';
    if (index == null) return;
    b.output.append(b.chart.x_name + ' ' + number(b.chart.x[index]));
    b.chart.series.forEach((line, i) => {
      const v = line.y[index];
      if (v == null) return;
      make('b', b.chart.fraction ? (100 * v).toFixed(1) + '%' : number(v), b.output).style.color = colour(i);
    });
  }

  // Zero is always there; a line that is zero everywhere lies in the middle.
  const spread = (u, min, max) => min === 0 && max === 0 ? [-1, 1] : uPlot.rangeNum(Math.min(0, min), Math.max(0, max), 0.1, true);

  function plot(b, width) {
    const c = b.chart;
    const logarithmic = c.x_axis === 'logarithmic';
    const format = v => c.fraction ? Math.round(100 * v) + '%' : String(+v.toPrecision(3));
    const axis = { stroke: variable('--soft'), grid: { stroke: variable('--line'), width: 1 },
      ticks: { show: false }, font: '12px system-ui, sans-serif' };
    const line = (s, i) => ({ label: s.name, stroke: colour(i), width: 2, spanGaps: true,
      dash: i < COLOURS ? [] : [6, 4], points: { show: c.x.length < 3, size: 6 } });
    const x = logarithmic ? { time: false, distr: 3, range: (u, min, max) => [min, max] }
      : { time: false, range: (u, min, max) => min === max ? [min - 1, max + 1] : [min, max] };
    const bottom = logarithmic
      ? { size: 30, values: (u, ticks) => ticks.map(v => Math.abs(Math.log10(v) % 1) < 1e-9 ? String(v) : '') }
      : { size: 30, space: 45, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] };
    return new uPlot({
      width: width,
      height: 230,
      legend: { show: false },
      cursor: { sync: { key: b.group }, y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { x: x, y: { range: c.fraction ? [0, 1] : spread } },
      axes: [
        Object.assign({}, axis, bottom),
        Object.assign({}, axis, { values: (u, ticks) => ticks.map(format), size: 48 })
      ],
      series: [{}].concat(c.series.map(line)),
      hooks: { setCursor: [u => readout(b, u.cursor.idx)] }
    }, [c.x].concat(c.series.map(s => s.y)), b.box);
  }

  function draw() {
    drawn.forEach(u => u.destroy());
    drawn = boxes.map(b => {
      const style = getComputedStyle(b.box);
      return plot(b, Math.floor(b.box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)));
    });
  }

  function configuration() {
    const list = at('configuration');
    const all = Object.entries(data.settings).concat([['device', data.device]], Object.entries(data.versions));
    for (const [name, value] of all) {
      make('dt', name, list);
      make('dd', String(value), list);
    }
  }

  header();
  claims();
  sections();
  configuration();
  draw();
  let width = window.innerWidth;
  window.addEventListener('resize', () => {
    if (window.innerWidth !== width) {
      width = window.innerWidth;
      draw();
    }
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}());
