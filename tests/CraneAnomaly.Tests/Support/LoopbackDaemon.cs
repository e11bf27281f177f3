using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CraneAnomaly.Tests.Sinks.Spool;
using Process = System.Diagnostics.Process;

namespace CraneAnomaly.Tests.Support;

/// <summary>A server out of the distribution, on loopback, for one test.</summary>
/// <param name="program">Path of the program, which stays in the foreground.</param>
/// <param name="arguments">Its arguments.</param>
/// <param name="port">The TCP port by which it is known to be ready.</param>
internal sealed class LoopbackDaemon(string program, IReadOnlyList<string> arguments, int port) : IDisposable
{
    private Process? _process;

    /// <summary>A port that nothing listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (long began = Stopwatch.GetTimestamp(); !Listens();)
        {
            Assert.False(_process.HasExited, $"{program} did not start");
            Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds < 20, $"{program} does not listen");
            Thread.Sleep(10);
        }
    }

    /// <summary>Ends it in order: what it has taken it keeps.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", $"-TERM {_process!.Id}");
        await Wait.UntilAsync(() => _process.HasExited);
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false }) _process.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
    }

    private bool Listens()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
