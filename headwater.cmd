@echo off
rem Builds the headwater command where it is missing, then runs it. After a change of the sources, remove the jar.
setlocal
set "root=%~dp0"
set "jar=%root%jobs-cli\target\headwater.jar"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"

if not exist "%jar%" (
    echo Building headwater; this takes a moment the first time. 1>&2
    call mvn --batch-mode --quiet -f "%root%pom.xml" -pl jobs-cli -am package -Dmaven.test.skip=true 1>&2
    if errorlevel 1 (
        echo headwater: it could not be built; what Maven said stands above. 1>&2
        echo It needs a JDK, 17 or newer, and Maven 3.8 or newer: see CONTRIBUTING.md. 1>&2
        exit /b 1
    )
)

"%java%" -XX:+UseSerialGC -Dheadwater.command=headwater -jar "%jar%" %*
exit /b %errorlevel%
