# SPDX-License-Identifier: GPL-2.0-only
#
# How Sphinx makes HTML of this directory: "make docs".  It needs no extension and no theme but its
# own, and no network.

project = 'ptwalk'
copyright = 'the ptwalk authors'
root_doc = 'index'
html_theme = 'alabaster'
html_theme_options = {
    'description': 'the page tables of Linux processes',
    'page_width': 'min(75em, 100%)',
    'fixed_sidebar': True,
}
html_sidebars = {'**': ['about.html', 'navigation.html', 'relations.html', 'searchbox.html']}
html_show_sphinx = False
# literal blocks are output of programs, in no language
highlight_language = 'none'
