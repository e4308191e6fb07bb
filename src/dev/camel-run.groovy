// The main class of `mvn camel:run`: that goal forks no lifecycle, so on a fresh clone there would be nothing to run.
// Brings target/classes up to date with the same Maven, then hands over to the class and the arguments it was given; with
// -Demulate=NAME to the emulation routes of that name: see docs/emulation.md.
def windows = System.getProperty('os.name').startsWith('Windows')
def mvn = new File(System.getProperty('maven.home'), windows ? 'bin/mvn.cmd' : 'bin/mvn')
def build = new ProcessBuilder(mvn.path, '-q', '-B', 'process-classes').inheritIO().start()
if (build.waitFor() != 0) {
    System.exit(1)
}
def classes = new File('target/classes').toURI().toURL()
Thread.currentThread().contextClassLoader.addURL(classes)
def emulate = System.getProperty('emulate')
def (type, arguments) = emulate ? ['routes.emulation.Emulation', [emulate] as String[]] : [args[0], args.drop(1)]
Class.forName(type, true, Thread.currentThread().contextClassLoader).main(arguments)
