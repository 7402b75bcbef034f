'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const runs = data.runs;
  const at = id => document.getElementById(id);
  const percent = v => v == null ? '\u2013' : (100 * v).toFixed(1) + '%';
  const count = n => n.toLocaleString('en-US');
  const colour = i => getComputedStyle(document.documentElement).getPropertyValue('--run' + i % 6).trim();
  const variable = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function make(tag, text, parent, className) {
    const element = document.createElement(tag);
    if (text != null) element.textContent = text;
    if (className) element.className = className;
    if (parent) parent.appendChild(element);
    return element;
  }

  function swatch(i, parent) {
    make('span', null, parent, 'swatch').style.background = 'var(--run' + i % 6 + ')';
  }

  function duration(s) {
    if (s < 100) return (s < 10 ? s.toFixed(1) : Math.round(s)) + ' s';
    const all = Math.round(s);
    return Math.floor(all / 60) + ' min ' + String(all % 60).padStart(2, '0') + ' s';
  }

  // Heading and what is best (1 most, -1 least, 0 neither), then what the column means.
  const tested = 'Fraction of the test set that is classified correctly (label noise is added to training data only)';
  const columns = {
    test_accuracy_best: ['Test, best', 1, tested + ', with the weights of the epoch that did best on the validation split. '
      + 'That split is part of the training data, with labels as noisy as the rest.'],
    test_accuracy_last: ['Test, last', 1, tested + ', with the weights of the last epoch.'],
    clean_train_accuracy: ['Clean train', 1, 'Among training examples whose given label is right, the fraction classified correctly.'],
    memorized: ['Memorized', -1, 'Among training examples whose given label is wrong, the fraction for which the network answers '
      + 'that wrong label: it has learned the error by heart. Lower is better.'],
    recovered: ['Recovered', 1, 'Among the same examples, the fraction for which the network answers the true label, '
      + 'which it was never shown. Higher is better.'],
    seconds: ['Time', 0, 'Wall time of the run, measuring included.']
  };
  const shown = Object.keys(columns).filter(key => runs.some(run => run[key] != null));

  function text() {
    const parts = [data.data, count(data.train_size) + ' training examples', 'noise ' + data.noise,
      runs[0].model, runs[0].epochs + (runs[0].epochs === 1 ? ' epoch' : ' epochs'), 'seed ' + data.seed];
    at('setup').textContent = parts.join(' \u00b7 ');
    document.title = 'Lethe report \u00b7 ' + data.data + ' \u00b7 ' + data.noise;
    at('findings').textContent = data.findings.join(' ');
  }

  function table() {
    const head = make('tr', null, make('thead', null, at('table')));
    make('th', 'Loss', head);
    shown.forEach(key => make('th', columns[key][0], head));
    const body = make('tbody', null, at('table'));
    runs.forEach((run, i) => {
      const row = make('tr', null, body);
      const name = make('td', null, row);
      swatch(i, name);
      name.append(run.loss);
      shown.forEach(key => {
        if (key === 'seconds') {
          make('td', duration(run[key]), row);
          return;
        }
        make('td', percent(run[key]), row, isBest(run, key) ? 'best' : null);
      });
    });
    shown.forEach(key => {
      make('dt', columns[key][0], at('words'));
      make('dd', columns[key][2], at('words'));
    });
  }

  // As shown: where all runs show the same, none is best.
  function isBest(run, key) {
    const known = runs.filter(r => r[key] != null);
    const values = known.map(r => columns[key][1] * r[key]);
    const best = known.length === 0 ? null : percent(known[values.indexOf(Math.max(...values))][key]);
    return run[key] != null && percent(run[key]) === best && known.some(r => percent(r[key]) !== best);
  }

  const charts = [
    ['memorized', 'Memorized', 'wrong labels answered as given; lower is better'],
    ['test_accuracy', 'Test accuracy', 'on examples that were never trained on'],
    ['recovered', 'Recovered', 'wrong labels answered with the true class; higher is better'],
    ['clean_train_accuracy', 'Clean training labels', 'accuracy on training examples whose given label is right'],
    ['validation_accuracy', 'Validation accuracy', 'against labels as noisy as the training labels'],
    ['train_loss', 'Training loss', 'mean over the epoch; losses differ in scale']
  ];
  let drawn = [];

  function plot(chart, series, width, fraction, readout) {
    const format = v => fraction ? Math.round(100 * v) + '%' : String(+v.toPrecision(3));
    const axis = { stroke: variable('--soft'), grid: { stroke: variable('--line'), width: 1 },
      ticks: { show: false }, font: '12px system-ui, sans-serif' };
    const dots = series[0].length < 3;
    return new uPlot({
      width: width,
      height: 230,
      legend: { show: false },
      cursor: { sync: { key: 'epochs' }, y: false, drag: { x: false, y: false },
        points: { size: 7 } },
      scales: { x: { time: false, range: (u, min, max) => min === max ? [min - 1, max + 1] : [min, max] },
        y: { range: fraction ? [0, 1] : (u, min, max) => uPlot.rangeNum(Math.min(0, min), max, 0.1, true) } },
      axes: [
        Object.assign({}, axis, { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], size: 30, space: 45 }),
        Object.assign({}, axis, { values: (u, ticks) => ticks.map(format), size: 48 })
      ],
      series: [{}].concat(runs.map((run, i) => ({
        label: run.loss, stroke: colour(i), width: 2, spanGaps: true, points: { show: dots, size: 6 } }))),
      hooks: { setCursor: [u => readout(u.cursor.idx)] }
    }, series, chart);
  }

  function curves() {
    drawn.forEach(u => u.destroy());
    drawn = [];
    at('charts').textContent = '';
    const epochs = [];
    runs.forEach(run => run.curve.forEach(point => {
      if (!epochs.includes(point.epoch)) epochs.push(point.epoch);
    }));
    epochs.sort((a, b) => a - b);
    const known = charts.filter(c => runs.some(run => run.curve.some(point => point[c[0]] != null)));
    const chosen = known.slice(0, 4);
    // All boxes first: each one's width depends on how many there are.
    const boxes = chosen.map(() => make('div', null, at('charts'), 'chart'));
    chosen.forEach(([key, title, note], c) => {
      const box = boxes[c];
      const output = make('output', null, box);
      make('h3', title, box);
      make('p', note, box);
      const series = [epochs].concat(runs.map(run => {
        const byEpoch = new Map(run.curve.map(point => [point.epoch, point[key]]));
        return epochs.map(e => byEpoch.get(e) == null ? null : byEpoch.get(e));
      }));
      const fraction = key !== 'train_loss';
      const readout = idx => {
        output.textContent = '';
        if (idx == null) return;
        output.append('epoch ' + epochs[idx]);
        runs.forEach((run, i) => {
          const v = series[i + 1][idx];
          if (v != null) make('b', fraction ? percent(v) : v.toPrecision(3), output).style.color = colour(i);
        });
      };
      const style = getComputedStyle(box);
      const width = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      drawn.push(plot(box, series, Math.floor(width), fraction, readout));
    });
  }

  function legend() {
    runs.forEach((run, i) => {
      const item = make('span', null, at('legend'));
      swatch(i, item);
      item.append(run.loss);
    });
  }

  function gallery() {
    const s = data.suspects;
    if (s.contradicted === 0) {
      at('suspects-text').textContent = s.loss + ' contradicts none of the given labels.';
      return;
    }
    let words = s.loss + ' (' + s.reason + ') contradicts ' + count(s.contradicted) + ' of the '
      + count(data.train_size) + ' given labels. ';
    words += s.items.length < s.contradicted
      ? 'Here are the ' + s.items.length + ' where it is surest of another class. ' : 'Here they are, surest first. ';
    if (s.contradicted_wrong != null) {
      words += 'By the true labels, which the ranking did not use, ' + count(s.contradicted_wrong) + ' of the '
        + count(s.contradicted) + ' are wrong indeed (' + percent(s.contradicted_wrong / s.contradicted) + '), and '
        + s.shown_wrong + ' of the ' + s.items.length + ' shown.';
    } else {
      words += 'The true labels are not known, so these are for you to check.';
    }
    at('suspects-text').textContent = words;
    for (const item of s.items) {
      const figure = make('figure', null, at('gallery'));
      figure.title = 'p(given label) = ' + item.probability.toPrecision(2);
      if (item.image) {
        const image = make('img', null, figure);
        image.src = item.image;
        image.alt = 'training example ' + item.index;
      }
      const caption = make('figcaption', null, figure);
      const known = item.truth != null;
      pair(caption, 'given ', item.given, known ? (item.given === item.truth ? 'right' : 'wrong') : null);
      pair(caption, 'predicted ', item.prediction, known ? (item.prediction === item.truth ? 'right' : 'wrong') : null);
      if (known && item.truth !== item.given && item.truth !== item.prediction) pair(caption, 'true ', item.truth, null);
      make('span', '#' + item.index, caption, 'index');
    }
  }

  function pair(parent, name, value, className) {
    const line = make('div', null, parent);
    make('span', name, line);
    make('b', value, line, className);
  }

  function configuration() {
    const list = at('configuration');
    const all = Object.entries(data.configuration)
      .concat([['device', data.device]], Object.entries(data.versions));
    for (const [name, value] of all) {
      make('dt', name, list);
      make('dd', value == null ? '\u2013' : String(value), list);
    }
  }

  text();
  table();
  legend();
  gallery();
  configuration();
  curves();
  let width = window.innerWidth;
  window.addEventListener('resize', () => {
    if (window.innerWidth !== width) {
      width = window.innerWidth;
      curves();
    }
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', curves);
}());
