'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const at = id => document.getElementById(id);
  const names = data.classes;
  const table = data.values_of > 0;
  const PAGE = 20;
  let page = 0;

  function make(tag, text, parent, className) {
    const element = document.createElement(tag);
    if (text != null) element.textContent = text;
    if (className) element.className = className;
    if (parent) parent.appendChild(element);
    return element;
  }

  function text() {
    at('setup').textContent = [data.data, data.trained.toLocaleString('en-US') + ' training examples',
      'method ' + data.method].join(' \u00b7 ');
    document.title = 'Lethe influence \u00b7 ' + data.data;
    at('pairs').hidden = data.items.length === 0;
    let limits = data.method === 'grad-cos' ? 'Scores are cosines.' : 'Scores of one test example compare with each other.';
    limits += ' Above 0 an example made the label of the test example more probable; below, less.';
    if (data.items.length < data.tested) limits += ' This page holds the first ' + data.items.length + ' of '
      + data.tested + ' test examples; influence.csv has all.';
    if (data.values_of > 12) limits += ' Of the ' + data.values_of + ' values of an example the first 12 are shown.';
    at('limits').textContent = limits;
  }

  function figure(example, parent, lines) {
    const box = make('figure', null, parent, example.image ? null : 'blank');
    if (example.origin) box.title = example.origin;
    if (example.image) {
      const image = make('img', null, box);
      image.src = example.image;
      image.alt = 'example ' + example.index + ', labelled ' + names[example.label];
    }
    const caption = make('figcaption', null, box);
    make('b', names[example.label], caption);
    lines.forEach(line => make('span', line.text, caption, line.wrong ? 'wrong' : null));
    make('span', '#' + example.index, caption);
  }

  function truth(example) {
    const wrong = example.truth != null && example.truth !== example.label;
    return wrong ? [{ text: 'truly ' + names[example.truth], wrong: true }] : [];
  }

  function trained(pairs, parent) {
    pairs.forEach(([key, score]) => figure(data.train[key], parent,
      truth(data.train[key]).concat([{ text: score.toPrecision(3) }])));
  }

  function item(one) {
    const box = make('div', null, at('items'), 'item');
    const wrong = one.test.predicted !== one.test.label;
    const left = make('div', null, box);
    figure(one.test, left, wrong ? [{ text: 'predicted ' + names[one.test.predicted], wrong: true }] : []);
    const right = make('div', null, box);
    for (const end of ['helpful', 'harmful']) {
      make('h3', 'Most ' + end, right);
      trained(one[end], make('div', null, right, 'row ' + end));
    }
  }

  function head(parent) {
    const rows = make('table', null, make('div', null, parent, 'scroll'));
    const top = make('tr', null, make('thead', null, rows));
    ['', 'Index', 'Label', 'Score'].forEach(name => make('th', name, top));
    for (let j = 0; j < Math.min(12, data.values_of); j++) make('th', String(j), top);
    return make('tbody', null, rows);
  }

  function row(body, name, example, score, className) {
    const line = make('tr', null, body, className);
    make('td', name, line, name);
    make('td', String(example.index), line);
    const wrong = example.truth != null && example.truth !== example.label;
    make('td', names[example.label] + (wrong ? ' (truly ' + names[example.truth] + ')' : ''), line);
    make('td', score, line);
    example.values.forEach(v => make('td', String(+v.toPrecision(4)), line));
  }

  function rows(here) {
    const body = head(at('items'));
    here.forEach(one => {
      const wrong = one.test.predicted !== one.test.label;
      row(body, 'test', one.test, wrong ? 'predicted ' + names[one.test.predicted] : '', 'test');
      for (const end of ['helpful', 'harmful']) {
        one[end].forEach(([key, score]) => row(body, end, data.train[key], score.toPrecision(3)));
      }
    });
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(data.items.length / PAGE));
    const here = data.items.slice(page * PAGE, (page + 1) * PAGE);
    at('items').textContent = '';
    if (table) rows(here);
    else here.forEach(item);
    at('page').textContent = 'Page ' + (page + 1) + ' of ' + pages;
    at('previous').disabled = page === 0;
    at('next').disabled = page === pages - 1;
    at('pages').hidden = pages === 1;
  }

  function self() {
    if (table) {
      const body = head(at('self'));
      data.self.forEach(([key, score]) => row(body, '', data.train[key], score.toPrecision(3)));
    } else {
      at('self').className = 'row';
      trained(data.self, at('self'));
    }
  }

  function configuration() {
    const all = Object.entries(data.configuration).concat([['device', data.device],
      ['seconds', data.seconds.toFixed(1)]], Object.entries(data.versions));
    for (const [name, value] of all) {
      make('dt', name, at('configuration'));
      make('dd', String(value), at('configuration'));
    }
  }

  function turn(by) {
    page += by;
    draw();
    at('pairs').scrollIntoView();
  }

  at('previous').addEventListener('click', () => turn(-1));
  at('next').addEventListener('click', () => turn(1));
  text();
  self();
  configuration();
  draw();
}());
