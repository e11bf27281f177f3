using System.Diagnostics;
using System.Text;

namespace CraneAnomaly.Tests.Cli;

/// <summary>What one run of the command line gave.</summary>
internal sealed record CliResult(int Code, string Out, string Error)
{
    public string[] Lines => Out.Length == 0 ? [] : Out.TrimEnd('\n').Split('\n');
}

/// <summary>Runs the command line as a process, as it was built beside the tests.</summary>
internal static class CraneCli
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static Task<CliResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    public static async Task<CliResult> RunAsync(byte[] input, params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it.
        }

        return new(await EndAsync(process), await output, await error);
    }

    public static Process Start(params string[] arguments)
    {
        string name = OperatingSystem.IsWindows() ? "crane-anomaly.exe" : "crane-anomaly";
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, name), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // Most runs here are over before code that is compiled for good has paid for itself.
        start.Environment["DOTNET_TieredCompilation"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; one that does not come is killed.</summary>
    public static async Task<int> EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException("the command line did not end");
        }

        return process.ExitCode;
    }
}
