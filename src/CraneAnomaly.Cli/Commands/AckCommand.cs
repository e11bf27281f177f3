using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Cli.Commands;

/// <summary>
/// <c>ack</c>: what somebody found out about an alert, in a log of its own that is chained like that of the alerts. Nothing that
/// judges reads it: what is normal changes by learning and signing off alone.
/// </summary>
internal static class AckCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The id of the alert, or the beginning of it." };
        var disposition = new Option<string>("--disposition") { Description = "benign: nothing was wrong; true: it was what it said.", Required = true };
        disposition.AcceptOnlyFromAmong("benign", "true");
        var by = new Option<string>("--by") { Description = "Who says so.", Required = true };
        by.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var who }] && string.IsNullOrWhiteSpace(who)) result.AddError("--by takes a name.");
        });
        var reason = new Option<string>("--reason") { Description = "Why.", DefaultValueFactory = _ => "" };
        var alerts = new Option<string>("--alerts") { Description = "The file of alerts that detect wrote (ndjson).", Required = true };
        var log = new Option<string?>("--log") { Description = "The log to write to; by default the file of alerts with .acks behind its name." };
        var command = new Command("ack", "Logs what somebody found out about an alert. Thresholds and what is normal stay as they are.")
        {
            id, disposition, by, reason, alerts, log,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(alerts);
            using var alert = AlertLines.Find(path, parsed.GetRequiredValue(id));
            byte[] line = Line(alert.RootElement, parsed.GetRequiredValue(disposition), parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason));
            Append(parsed.GetValue(log) ?? (path == "-" ? throw new UnusableException("--log names the log where alerts come from standard input.") : path + ".acks"), line);
            return ExitCode.Done;
        });
        return command;
    }

    private static byte[] Line(JsonElement alert, string disposition, string by, string reason)
    {
        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("id", AlertText.Text(alert, "id"));
            json.WriteNumber("revision", alert.TryGetProperty("revision", out var revision) ? revision.GetInt32() : 0);
            json.WriteString("name", AlertText.Text(alert, "name"));
            json.WriteString("disposition", disposition);
            json.WriteString("by", by);
            json.WriteString("at", TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            if (reason.Length > 0) json.WriteString("reason", reason);
            if (alert.TryGetProperty("chain", out var chain)) json.WriteString("alert_hash", AlertText.Text(chain, "hash"));
            json.WriteEndObject();
        }

        return line.WrittenSpan.ToArray();
    }

    private static void Append(string path, byte[] line)
    {
        try
        {
            // One writer at a time: two would both follow the same line.
            using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var chain = new AlertChain();
            byte[] before = new byte[file.Length];
            file.ReadExactly(before);
            if (before is [.., not (byte)'\n']) throw new UnusableException($"{path}: the log has no line end: it was cut off; keep the file as it is, and name another with --log.");
            foreach (var range in before.AsSpan().Split((byte)'\n'))
            {
                var written = before.AsSpan(range);
                if (written.IsEmpty && range.Start.Value == before.Length) break;
                if (!chain.Follows(written, out string? why))
                    throw new UnusableException($"{path}: line {chain.Sequence + 1} of the log: {why}; keep the file as it is, and name another with --log.");
            }

            var (sequence, previous, hash) = chain.Append(line);
            file.Write(line.AsSpan(0, line.Length - 1));
            file.Write(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $",\"chain\":{{\"seq\":{sequence},\"prev\":\"{previous}\",\"hash\":\"{hash}\"}}}}\n")));
            file.Flush(flushToDisk: true);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: line {sequence}, head {hash}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: the log cannot be written: {e.Message}");
        }
    }
}
