'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const at = id => document.getElementById(id);
  const count = n => Math.round(n).toLocaleString('en-US');
  const percent = v => (100 * v).toFixed(1) + '%';
  const names = data.classes;
  const k = names.length;
  const PAGE = 60;
  let page = 0;

  function make(tag, text, parent, className) {
    const element = document.createElement(tag);
    if (text != null) element.textContent = text;
    if (className) element.className = className;
    if (parent) parent.appendChild(element);
    return element;
  }

  function text() {
    at('setup').textContent = [data.data, count(data.examples) + ' examples', k + ' classes',
      'score ' + data.score, 'seed ' + data.seed].join(' \u00b7 ');
    document.title = 'Lethe audit \u00b7 ' + data.data;
    at('findings').textContent = 'About ' + count(data.estimated_wrong_labels) + ' of ' + count(data.examples)
      + ' labels are estimated to be wrong (' + percent(data.estimated_wrong_labels / data.examples) + '). For '
      + count(data.contradicted_labels) + ' another label is suggested. These are estimates for you to check, not facts.';
    const shown = data.items.length;
    const pictures = data.items.filter(item => item.image).length;
    let limits = shown < data.examples
      ? 'This page holds the ' + count(shown) + ' most suspicious of ' + count(data.examples) + ' examples; suspects.csv has all.'
      : 'This page holds all ' + count(shown) + ' examples.';
    if (pictures > 0 && pictures < shown) limits += ' Images are here for the first ' + count(pictures) + ' of them.';
    if (data.values_of > 12) limits += ' Of the ' + count(data.values_of) + ' values of an example the first 12 are shown.';
    at('limits').textContent = limits;
  }

  function planted() {
    if (!data.planted) return;
    const p = data.planted;
    at('findings').textContent += ' By the true labels, which took no part in the audit, ' + count(p.wrong_labels)
      + ' labels are wrong; for ' + count(p.corrected) + ' of them the true label is suggested, and '
      + count(p.spoilt) + ' right ones would be changed.';
    at('planted').hidden = false;
    const table = make('table', null, at('planted'));
    const head = make('tr', null, make('thead', null, table));
    ['Score', 'Area under the ROC curve', 'Precision among the first ' + count(p.wrong_labels), 'Average precision']
      .forEach(name => make('th', name, head));
    const body = make('tbody', null, table);
    Object.entries(p.scores).forEach(([name, figures]) => {
      const row = make('tr', null, body);
      make('td', name + (name === data.score ? ' (ranks this page)' : ''), row);
      make('td', figures.area_under_curve.toFixed(5), row);
      make('td', figures.precision_at_wrong_labels.toFixed(4), row);
      make('td', figures.average_precision.toFixed(4), row);
    });
  }

  // Rows are true classes, columns given labels.
  function matrix() {
    at('matrix-text').textContent = 'Probability of each given label where the true class is that of the row, estimated'
      + ' from the confident joint. ' + (data.noise_matrix ? 'A cell shows the labels of its pair below.' : 'There are too many'
      + ' classes for a map; these are the most frequent pairs.');
    if (!data.noise_matrix) {
      at('matrix').hidden = true;
      return;
    }
    const small = k > 20;
    if (small) at('matrix').classList.add('small');
    let most = 0.05;
    data.noise_matrix.forEach((row, t) => row.forEach((v, g) => { if (t !== g && v > most) most = v; }));
    const table = make('table', null, at('matrix'));
    const top = make('tr', null, table);
    make('th', null, top);
    make('th', null, top);
    make('th', 'given label', top, 'axis').colSpan = k;
    const head = make('tr', null, table);
    make('th', null, head);
    make('th', null, head);
    names.forEach(name => { make('th', small ? '' : name, head).title = name; });
    data.noise_matrix.forEach((values, t) => {
      const row = make('tr', null, table);
      if (t === 0) make('th', 'true class', row, 'axis side').rowSpan = k;
      make('th', small ? '' : names[t], row).title = names[t];
      values.forEach((v, g) => cell(make('td', null, row), v, t, g, small, most));
    });
  }

  function cell(parent, v, t, g, small, most) {
    const number = v == null ? '\u2013' : v === 0 ? '0' : v < 0.0005 ? '<.001' : v.toFixed(3);
    const button = make('button', small ? '' : number, parent);
    button.type = 'button';
    button.dataset.pair = g + ',' + t;
    button.title = 'true ' + names[t] + ', given ' + names[g] + ': ' + number + ', about '
      + count(data.examples * data.joint[g][t]) + ' examples';
    button.setAttribute('aria-label', button.title);
    const strength = v == null ? 0 : t === g ? 0.16 : 0.75 * Math.sqrt(v / most);
    button.style.background = 'rgba(var(' + (t === g ? '--keep' : '--heat') + '), ' + strength.toFixed(3) + ')';
    button.addEventListener('click', () => choose(g, t));
  }

  function pairs() {
    data.pairs.forEach(pair => {
      const button = make('button', names[pair.suggested] + ' given as ' + names[pair.given] + ': about '
        + count(pair.count), at('pairs'));
      button.type = 'button';
      button.addEventListener('click', () => choose(pair.given, pair.suggested));
    });
  }

  function choose(g, t) {
    at('given').value = String(g);
    at('suggested').value = String(t);
    at('search').value = '';
    refresh();
    at('filters').scrollIntoView({ block: 'start', behavior: 'smooth' });
  }

  function selects() {
    for (const id of ['given', 'suggested']) {
      make('option', 'any', at(id)).value = '';
      names.forEach((name, i) => { make('option', name, at(id)).value = String(i); });
      at(id).addEventListener('change', refresh);
    }
    at('sort').addEventListener('change', refresh);
    at('search').addEventListener('input', refresh);
    at('filters').addEventListener('submit', event => event.preventDefault());
    at('clear').addEventListener('click', () => {
      ['given', 'suggested', 'search'].forEach(id => { at(id).value = ''; });
      refresh();
    });
    at('previous').addEventListener('click', () => { page--; draw(); });
    at('next').addEventListener('click', () => { page++; draw(); });
  }

  function refresh() {
    page = 0;
    draw();
  }

  function chosen() {
    const given = at('given').value;
    const suggested = at('suggested').value;
    const search = at('search').value.trim();
    const sort = at('sort').value;
    const items = data.items.filter(item => (given === '' || item.given === +given)
      && (suggested === '' || item.suggested === +suggested)
      && (search === '' || String(item.index).startsWith(search)));
    return sort === 'rank' ? items : items.sort((a, b) => a[sort] - b[sort]);
  }

  function draw() {
    const items = chosen();
    const pages = Math.max(1, Math.ceil(items.length / PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    const pair = at('given').value + ',' + at('suggested').value;
    document.querySelectorAll('[data-pair]').forEach(b => b.setAttribute('aria-pressed', b.dataset.pair === pair));
    at('shown').textContent = items.length === 0 ? 'None of the examples on this page is such a one.'
      : count(items.length) + ' of the ' + count(data.items.length) + ' on this page.';
    const here = items.slice(page * PAGE, (page + 1) * PAGE);
    at('gallery').textContent = '';
    at('rows').textContent = '';
    at('rows').hidden = data.values_of === 0 || items.length === 0;
    if (data.values_of === 0) here.forEach(figure);
    else if (here.length > 0) rows(here);
    at('page').textContent = 'Page ' + (page + 1) + ' of ' + pages;
    at('previous').disabled = page === 0;
    at('next').disabled = page === pages - 1;
    at('pages').hidden = pages === 1;
  }

  function figure(item) {
    const box = make('figure', null, at('gallery'), item.image ? null : 'blank');
    box.title = item.reasons + (item.origin ? '\n' + item.origin : '');
    if (item.image) {
      const image = make('img', null, box);
      image.src = item.image;
      image.alt = 'example ' + item.index + ', given ' + names[item.given];
    }
    const caption = make('figcaption', null, box);
    line(caption, 'given ', names[item.given]);
    line(caption, 'suggested ', names[item.suggested], item.suggested === item.given ? null : 'wrong');
    make('span', '#' + item.index + ' \u00b7 ' + item.score.toPrecision(3), caption, 'index');
    if (item.origin) make('span', item.origin.split(/[\\/]/).pop(), caption, 'index');
  }

  function line(parent, name, value, className) {
    const box = make('div', null, parent);
    make('span', name, box);
    make('b', value, box, className);
  }

  function rows(here) {
    const table = make('table', null, at('rows'));
    const head = make('tr', null, make('thead', null, table));
    make('th', 'Index', head);
    ['Given', 'Suggested'].forEach(name => make('th', name, head, 'text'));
    make('th', 'Score', head);
    make('th', 'Reasons', head, 'text');
    here[0].values.forEach((v, j) => make('th', String(j), head));
    const body = make('tbody', null, table);
    here.forEach(item => {
      const row = make('tr', null, body);
      make('td', String(item.index), row);
      make('td', names[item.given], row, 'text');
      make('td', names[item.suggested], row, 'text' + (item.suggested === item.given ? '' : ' wrong'));
      make('td', item.score.toPrecision(3), row);
      make('td', item.reasons, row, 'text why');
      item.values.forEach(v => make('td', String(+v.toPrecision(4)), row));
    });
  }

  function configuration() {
    const all = Object.entries(data.configuration).concat([['device', data.device],
      ['seconds', data.seconds.toFixed(1)]], Object.entries(data.versions));
    for (const [name, value] of all) {
      make('dt', name, at('configuration'));
      make('dd', value == null ? '\u2013' : String(value), at('configuration'));
    }
  }

  text();
  planted();
  matrix();
  pairs();
  selects();
  configuration();
  draw();
}());
