// Filters and folds. Every state is in the fragment: "#ID" of what is looked at, or "#?" with the filter and "at=ID".
(() => {
  'use strict'
  const form = document.querySelector('.filter')
  const decode = s => { try { return decodeURIComponent(s) } catch { return s } }
  const state = () => new URLSearchParams(location.hash.startsWith('#?') ? location.hash.slice(2) : '')
  const target = () => location.hash.startsWith('#?') ? state().get('at') : decode(location.hash.slice(1))
  const sections = [...document.querySelectorAll('tbody.s')].map(body => ({ body, rows: [...body.querySelectorAll(':scope > tr:not(.sec, .d)')] }))
  const total = sections.reduce((n, s) => n + s.rows.length, 0)
  let at = null, filtered = false

  // facts of a row are found out when they are first asked for.
  function facts(row) {
    if (row.facts) return row.facts
    const verdicts = new Set([...row.cells].slice(1).map(cell => cell.className || 'pass'))
    const fails = verdicts.has('fail') || verdicts.has('error')
    for (const nothing of ['skip', 'none']) verdicts.delete(nothing)
    return row.facts = { differ: verdicts.size > 1, fails }
  }
  function words(row) {
    const more = row.nextElementSibling
    return row.words ??= (row.id + ' ' + row.cells[0].textContent + ' ' + (more?.className === 'd' ? more.textContent : '')).toLowerCase()
  }

  function fold(section, open) {
    section.body.classList.toggle('open', open)
    section.button.setAttribute('aria-expanded', open)
    if (!open || section.reached) return
    section.reached = true // from the keyboard a row is one stop; its cells lead to the same place
    for (const link of section.body.querySelectorAll('td:not([colspan]) > a')) link.tabIndex = -1
  }

  // look tells of a case, of the section that it is in, or of none.
  function look(row) {
    if (at) {
      at.classList.remove('at')
      at.querySelector('th > a')?.setAttribute('aria-expanded', 'false')
    }
    at = row
    if (!row) return
    row.classList.add('at')
    row.querySelector('th > a:not(.rfc)')?.setAttribute('aria-expanded', 'true')
  }

  function filter() {
    const data = new FormData(form)
    const differ = data.has('differ'), fails = data.has('fails')
    const wanted = data.get('text').toLowerCase().split(/\s+/).filter(Boolean)
    const active = differ || fails || wanted.length > 0
    let shown = 0
    for (const section of sections) {
      let some = false
      for (const row of section.rows) {
        const fits = !active || (!differ || facts(row).differ) && (!fails || facts(row).fails) && wanted.every(w => words(row).includes(w))
        row.hidden = !fits
        if (fits) some = true, shown++
      }
      section.body.hidden = !some
      if (active || filtered) fold(section, active && some)
    }
    for (const spec of document.querySelectorAll('tbody.spec')) {
      let s = spec.nextElementSibling
      while (s?.matches('.s[hidden]')) s = s.nextElementSibling
      spec.hidden = !s?.matches('.s')
    }
    filtered = active
    form.querySelector('output').value = active ? `${shown} of ${total} cases` : `${total} cases`
    return active
  }

  // write puts the state into the address.
  function write() {
    const q = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (value) q.set(name, value)
    const filtered = q.size > 0
    if (at) q.set('at', at.id)
    const fragment = filtered ? '?' + q.toString().replaceAll('%2F', '/') : at ? at.id : ''
    if ('#' + fragment !== location.hash) history.replaceState(null, '', '#' + fragment)
  }

  // reveal shows what an address leads to, whether the filter would or not.
  function reveal() {
    const place = document.getElementById(target() || '')
    const body = place?.closest('tbody.s')
    look(null)
    if (!body) return
    body.hidden = place.hidden = false
    fold(sections.find(s => s.body === body), true)
    if (!place.matches('.sec')) look(place)
    place.scrollIntoView()
  }

  function read() {
    const q = state()
    for (const name of ['differ', 'fails']) form.elements[name].checked = q.has(name)
    form.elements.text.value = q.get('text') || ''
    if (filter() && !q.get('at')) document.getElementById('matrix').scrollIntoView()
    reveal()
  }

  document.documentElement.classList.add('js')
  form.hidden = false
  for (const section of sections) {
    const title = section.body.querySelector('.t')
    section.button = document.createElement('button')
    section.button.type = 'button'
    section.button.textContent = title.textContent
    title.replaceChildren(section.button)
    section.button.addEventListener('click', () => fold(section, !section.body.classList.contains('open')))
    fold(section, false)
  }
  document.getElementById('matrix').addEventListener('click', e => {
    const row = e.target.closest('td, th > a')?.closest('tr')
    if (!row?.matches('.s > tr:not(.sec, .d)') || row.nextElementSibling?.className !== 'd' || e.ctrlKey || e.metaKey || e.shiftKey) return
    e.preventDefault()
    look(row === at ? null : row)
    write()
  })
  form.addEventListener('input', () => { filter(); write() })
  form.addEventListener('submit', e => e.preventDefault())
  form.addEventListener('reset', () => setTimeout(() => { look(null); filter(); write() }))
  form.elements.unfold.addEventListener('click', () => sections.forEach(s => { if (!s.body.hidden) fold(s, true) }))
  form.elements.fold.addEventListener('click', () => sections.forEach(s => fold(s, false)))
  addEventListener('hashchange', read)
  read()
})()
