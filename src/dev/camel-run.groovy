// The main class of `mvn camel:run`: that goal forks no lifecycle, so on a fresh clone there would be nothing to run.
// Brings target/classes up to date with the same Maven, then hands over to the class and the arguments it was given; with
// -Demulate=NAME to the emulation routes of that name: see docs/emulation.md.
def windows = System.getProperty('os.name').startsWith('Windows')
def mvn = new File(System.getProperty('maven.home'), windows ? 'bin/mvn.cmd' : 'bin/mvn')
def build = new ProcessBuilder(mvn.path, '-q', '-B', 'process-classes').inheritIO().start()
if (build.waitFor() != 0) {
    System.exit(1)
}
def classes = new File('target/classes').toURI()
def loader = Thread.currentThread().contextClassLoader
loader.addURL(classes.toURL())
// logback looks in the loader of the libraries, which on a fresh clone does not have the classes
def logback = 'logback.configurationFile'
System.setProperty(logback, System.getProperty(logback, classes.resolve('logback.xml') as String))
def emulate = System.getProperty('emulate')
def (type, arguments) = emulate ? ['routes.emulation.Emulation', [emulate] as String[]] : [args[0], args.drop(1)]
Class.forName(type, true, loader).main(arguments)
