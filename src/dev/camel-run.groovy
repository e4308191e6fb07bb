// The main class of `mvn camel:run`: that goal forks no lifecycle, so on a fresh clone there would be nothing to run.
// Brings target/classes up to date with the same Maven, if anything has changed, then hands over to the class and the arguments it was
// given; with -Dcommand=plan to that command, with -Demulate=NAME to the emulation routes of that name: see docs/emulation.md.
def built = new File('target/camel-run.built')
def sources = [new File('pom.xml')]
new File('src/main').eachFileRecurse { sources << it }
def isBuilt = built.exists() && new File('target/classes/routes').exists() && sources.every { it.lastModified() < built.lastModified() }
def windows = System.getProperty('os.name').startsWith('Windows')
def mvn = new File(System.getProperty('maven.home'), windows ? 'bin/mvn.cmd' : 'bin/mvn')
if (!isBuilt) {
    def began = System.currentTimeMillis()
    def build = new ProcessBuilder(mvn.path, '-q', '-B', 'process-classes').inheritIO().start()
    if (build.waitFor() != 0) {
        System.exit(1)
    }
    built.text = ''
    built.setLastModified(began)
}
def classes = new File('target/classes').toURI()
def loader = Thread.currentThread().contextClassLoader
loader.addURL(classes.toURL())
// logback looks in the loader of the libraries, which on a fresh clone does not have the classes
def logback = 'logback.configurationFile'
System.setProperty(logback, System.getProperty(logback, classes.resolve('logback.xml') as String))
def emulate = System.getProperty('emulate')
def command = System.getProperty('command')
def (type, arguments) = emulate ? ['routes.emulation.Emulation', [emulate] as String[]]
        : [args[0], command ? command.tokenize() as String[] : args.drop(1)]
Class.forName(type, true, loader).main(arguments)
