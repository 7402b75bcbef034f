'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const at = id => document.getElementById(id);
  const count = n => Math.round(n).toLocaleString('en-US');
  const fixed = v => v == null ? '\u2013' : v.toFixed(2);
  const percent = v => v == null ? '\u2013' : (100 * v).toFixed(1) + '%';

  function make(tag, text, parent, className) {
    const element = document.createElement(tag);
    if (text != null) element.textContent = text;
    if (className) element.className = className;
    if (parent) parent.appendChild(element);
    return element;
  }

  function text() {
    document.title = 'Lethe memorization \u00b7 ' + data.data;
    at('setup').textContent = [data.data, count(data.examples) + ' examples', count(data.models) + ' models, each trained on '
      + percent(data.ratio) + ' of them'].join(' \u00b7 ');
    let findings = count(data.memorized) + ' of ' + count(data.examples) + ' examples have a memorization of at least '
      + data.least_memorization + '. Given labels are predicted in ' + percent(data.in_accuracy)
      + ' of the cases by models that were trained on the example, and in ' + percent(data.out_accuracy)
      + ' by models that were not: a mean memorization of ' + fixed(data.mean) + ', with a standard error of '
      + fixed(data.error) + ' for one example. Two halves of the models agree on the order of the examples with a rank'
      + ' correlation of ' + fixed(data.spearman) + ' (by probability).';
    if (data.undefined > 0) {
      findings += ' ' + count(data.undefined) + ' examples have no score, since every model was trained on them, or none.';
    }
    at('findings').textContent = findings;
    at('pairs-text').textContent = count(data.pairs_found) + ' pairs have an influence of at least ' + data.least_influence
      + '; ' + count(data.pairs_by_chance) + ' do where it is drawn anew which models were trained on which examples, which'
      + ' is chance alone. ' + (data.pairs.length > 0 ? 'On the left the training example, on the right the test example that is'
      + ' predicted oftener by models that were trained on it. These are the first ' + count(data.pairs.length) + '.' : '');
  }

  function picture(example, parent) {
    if (!example.image) return;
    const image = make('img', null, parent);
    image.src = example.image;
    image.alt = 'example ' + example.index + ', given ' + example.given;
  }

  function line(parent, name, value) {
    const box = make('div', null, parent);
    make('span', name, box);
    make('b', value, box);
  }

  function items() {
    data.items.forEach(item => {
      const box = make('figure', null, at('gallery'), item.image ? null : 'blank');
      if (item.origin) box.title = item.origin;
      picture(item, box);
      const caption = make('figcaption', null, box);
      line(caption, 'given ', item.given);
      line(caption, '', fixed(item.score) + ' \u00b1 ' + fixed(item.error));
      make('span', '#' + item.index + ' \u00b7 ' + percent(item.in) + ' with, ' + percent(item.out) + ' without', caption, 'index');
    });
  }

  function pairs() {
    data.pairs.forEach(pair => {
      const box = make('figure', null, at('pairs'));
      const two = make('div', null, box, 'two');
      picture(pair.train, two);
      picture(pair.test, two);
      const caption = make('figcaption', null, box);
      line(caption, '', fixed(pair.influence) + ' \u00b1 ' + fixed(pair.error));
      line(caption, 'training #' + pair.train.index + ' ', pair.train.given);
      line(caption, 'test #' + pair.test.index + ' ', pair.test.given);
    });
  }

  function configuration() {
    Object.entries(data.configuration).concat(Object.entries(data.versions)).forEach(([name, value]) => {
      make('dt', name, at('configuration'));
      make('dd', value == null ? '\u2013' : String(value), at('configuration'));
    });
  }

  text();
  items();
  pairs();
  configuration();
}());
