@rem The scripts begin with `exec`, so that a signal to npm reaches Node and not a shell that would not pass it on.
@rem Windows has no such command; this stands in for it.
@%*
