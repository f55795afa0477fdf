"""test:///: a hypervisor that needs no hypervisor. It keeps domains in memory and answers as if they ran."""
