// No file of a dependency is in the repository: the assembler takes the library from where Debian puts it.
        .section .rodata
        .global streamload_chart_script_begin, streamload_chart_script_end
streamload_chart_script_begin:
        .incbin "/usr/share/javascript/dygraphs/dygraph.min.js"
streamload_chart_script_end:
        .global streamload_chart_style_begin, streamload_chart_style_end
streamload_chart_style_begin:
        .incbin "/usr/share/javascript/dygraphs/dygraph.min.css"
streamload_chart_style_end:
        .section .note.GNU-stack, "", %progbits
