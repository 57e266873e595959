// Filters and folds. Every state is in the fragment: "#ID" of what is looked at, or "#?" with the filter and "at=ID".
(() => {
  'use strict'
  const form = document.querySelector('.filter')
  const all = [...document.querySelectorAll('details.c')]
  const sections = [...document.querySelectorAll('section.s')]
  const idOf = row => row.lastElementChild.id
  const state = () => new URLSearchParams(location.hash.startsWith('#?') ? location.hash.slice(2) : '')
  const target = () => location.hash.startsWith('#?') ? state().get('at') : decode(location.hash.slice(1))
  const decode = s => { try { return decodeURIComponent(s) } catch { return s } }
  let at = ''

  // What is looked at is unfolded, with all that it stands in, whether the filter would show it or not.
  function reveal() {
    at = target() || ''
    const place = at && document.getElementById(at)
    if (!place) return
    for (let e = place; e; e = e.parentElement) {
      if (e.localName === 'details') e.open = true
      e.hidden = false
    }
    place.scrollIntoView()
  }

  function filter() {
    const data = new FormData(form)
    const verdicts = data.getAll('verdict'), level = data.get('level'), section = data.get('section')
    const words = data.get('text').toLowerCase().split(/\s+/).filter(Boolean)
    const active = verdicts.length || level || section || words.length
    let shown = 0
    for (const s of sections) {
      let some = false
      for (const row of s.querySelectorAll(':scope > details.c')) {
        const fits = (!verdicts.length || verdicts.some(v => row.classList.contains(v))) && (!level || row.dataset.level === level) &&
          (!section || s.id === section) && words.every(w => (row.words ??= (idOf(row) + ' ' + row.textContent).toLowerCase()).includes(w))
        row.hidden = !fits
        if (fits) some = true, shown++
      }
      s.hidden = active && !some
    }
    form.querySelector('output').value = active ? `${shown} of ${all.length} cases` : `${all.length} cases`
    return active
  }

  // write puts the state into the address.
  function write() {
    const q = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (value && name !== 'verdict') q.set(name, value)
    const verdicts = new FormData(form).getAll('verdict').join(',')
    if (verdicts) q.set('verdict', verdicts)
    const filtered = q.size > 0
    if (at) q.set('at', at)
    const fragment = filtered ? '?' + q.toString().replaceAll('%2F', '/').replaceAll('%2C', ',') : at
    if ('#' + fragment !== location.hash) history.replaceState(null, '', '#' + fragment)
  }

  function read() {
    const q = state()
    const verdicts = (q.get('verdict') || '').split(',')
    for (const box of form.elements.verdict.length ? form.elements.verdict : [form.elements.verdict]) box.checked = verdicts.includes(box.value)
    for (const name of ['level', 'section', 'text']) if (form.elements[name]) form.elements[name].value = q.get(name) || ''
    if (filter() && !q.get('at')) document.getElementById('cases').scrollIntoView()
    reveal()
  }

  if (form && all.length) {
    form.hidden = false
    form.addEventListener('input', () => { filter(); write() })
    form.addEventListener('submit', e => e.preventDefault())
    form.addEventListener('reset', () => setTimeout(() => { at = ''; filter(); write() }))
    form.elements.unfold.addEventListener('click', () => all.forEach(row => { if (!row.hidden && !row.closest('[hidden]')) row.open = true }))
    form.elements.fold.addEventListener('click', () => all.forEach(row => { row.open = false }))
    for (const row of all) {
      row.firstElementChild.addEventListener('click', () => { at = row.open ? '' : idOf(row); write() })
    }
    for (const cell of document.querySelectorAll('.grades td.fail, .grades td[data-verdict][class]')) {
      const link = document.createElement('a')
      link.href = `#?verdict=${cell.dataset.verdict}&level=${cell.dataset.level}`
      link.textContent = cell.textContent
      cell.replaceChildren(link)
    }
    addEventListener('hashchange', read)
    read()
  } else {
    addEventListener('hashchange', reveal)
    reveal()
  }

  // On paper nothing can be unfolded: failures are, for browsers whose style sheets cannot do it.
  let closed = []
  addEventListener('beforeprint', () => {
    closed = all.filter(row => !row.open && (row.classList.contains('fail') || row.classList.contains('error')))
    closed.forEach(row => { row.open = true })
  })
  addEventListener('afterprint', () => closed.forEach(row => { row.open = false }))
})()
