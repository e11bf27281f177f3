using System.Net;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CraneAnomaly.Tests.Sinks.Transports;

/// <summary>What a receiver does with one post.</summary>
public enum HttpFault
{
    None,
    Busy,
    TooMany,
    ResetBefore,
    ResetAfter,
    Garbage,
    Partial,
    Slow,
    Endless,
    Redirect,
    Unauthorized,
}

/// <summary>
/// A collector, a bulk interface and an ingestion interface in this process, which fail as they are told. What they took is
/// kept in the order in which it came.
/// </summary>
internal sealed class HttpReceiver : IAsyncDisposable
{
    public const string Token = "s3cret-token-1";

    private readonly Lock _gate = new();
    private readonly List<string> _messages = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<long> _acks = [];
    private WebApplication? _server;
    private long _ackId;

    public int Port { get; private set; } = LoopbackDaemon.FreePort();

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>What to do with the next post; called for each.</summary>
    public Func<HttpFault> Next { get; set; } = () => HttpFault.None;

    /// <summary>Seconds that a busy receiver wants to be left alone.</summary>
    public int RetryAfter { get; set; } = 7;

    /// <summary>How many times acknowledgement is asked for before it is given.</summary>
    public int AsksUntilIndexed { get; set; } = 1;

    public int Posts { get; private set; }

    /// <summary>A document with this in it is refused for ever.</summary>
    public string Poison { get; set; } = "\u0001";

    public string[] Messages
    {
        get
        {
            lock (_gate) return [.. _messages];
        }
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, Port));
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_server is null) return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        _server = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync();
        string path = context.Request.Path;
        if (path.EndsWith("/ack", StringComparison.Ordinal))
        {
            await AcknowledgeAsync(context, body);
            return;
        }

        HttpFault fault;
        lock (_gate)
        {
            Posts++;
            fault = Next();
        }

        bool knows = context.Request.Headers.Authorization.ToString().EndsWith(" " + Token, StringComparison.Ordinal);
        switch (knows ? fault : HttpFault.Unauthorized)
        {
            case HttpFault.Unauthorized:
                await SayAsync(context, 401, """{"text":"Invalid token","code":4}""");
                return;
            case HttpFault.Busy:
                context.Response.Headers.RetryAfter = $"{RetryAfter}";
                await SayAsync(context, 503, """{"text":"Server is busy","code":9}""");
                return;
            case HttpFault.TooMany:
                context.Response.Headers.RetryAfter = $"{RetryAfter}";
                await SayAsync(context, 429, "{}");
                return;
            case HttpFault.Redirect:
                context.Response.Headers.Location = "http://127.0.0.1:9/elsewhere";
                await SayAsync(context, 301, "");
                return;
            case HttpFault.ResetBefore:
                context.Abort();
                return;
            case HttpFault.Garbage:
                await SayAsync(context, 200, "<html>proxy\u001b[2J</html>");
                return;
            case HttpFault.Endless:
                context.Response.StatusCode = 500;
                byte[] zeros = new byte[64 * 1024];
                for (int i = 0; i < 64 && !context.RequestAborted.IsCancellationRequested; i++) await context.Response.Body.WriteAsync(zeros);
                return;
            case HttpFault.Slow:
                await Task.Delay(100);
                break;
        }

        string answer = Take(path, body, fault == HttpFault.Partial, out int status);
        if (fault == HttpFault.ResetAfter) context.Abort();
        else await SayAsync(context, status, answer);
    }

    private string Take(string path, string body, bool partial, out int status)
    {
        lock (_gate)
        {
            status = 200;
            if (body.Contains(Poison, StringComparison.Ordinal) && !path.EndsWith("/_bulk", StringComparison.Ordinal))
            {
                status = 400;
                return """{"text":"Invalid data format","code":6}""";
            }

            if (path.EndsWith("/_bulk", StringComparison.Ordinal)) return TakeBulk(body, partial);
            if (path.StartsWith("/dataCollectionRules/", StringComparison.Ordinal))
            {
                using var array = JsonDocument.Parse(body);
                foreach (var item in array.RootElement.EnumerateArray()) _messages.Add(item.GetRawText());
                status = 204;
                return "";
            }

            foreach (string line in body.TrimEnd('\n').Split('\n'))
            {
                using var json = JsonDocument.Parse(line);
                Assert.True(json.RootElement.TryGetProperty("event", out _));
                _messages.Add(line);
            }

            return $$"""{"text":"Success","code":0,"ackId":{{_ackId++}}}""";
        }
    }

    // The odd ones of a partial answer are told to come again.
    private string TakeBulk(string body, bool partial)
    {
        string[] lines = body.TrimEnd('\n').Split('\n');
        List<string> items = [];
        for (int i = 0; i < lines.Length; i += 2)
        {
            using var action = JsonDocument.Parse(lines[i]);
            string id = action.RootElement.GetProperty("create").GetProperty("_id").GetString()!;
            int status = partial && i / 2 % 2 == 1 ? 429
                : lines[i + 1].Contains(Poison, StringComparison.Ordinal) ? 400
                : _ids.Add(id) ? 201 : 409;
            if (status == 201) _messages.Add(lines[i + 1]);
            string error = status is 201 or 409 ? "" : ""","error":{"type":"planted","reason":"planted"}""";
            items.Add($$$"""{"create":{"status":{{{status}}}{{{error}}}}}""");
        }

        return $$"""{"items":[{{string.Join(',', items)}}]}""";
    }

    private async Task AcknowledgeAsync(HttpContext context, string body)
    {
        using var question = JsonDocument.Parse(body);
        long id = question.RootElement.GetProperty("acks")[0].GetInt64();
        bool done;
        lock (_gate) done = AsksUntilIndexed <= 1 || !_acks.Add(id);
        await SayAsync(context, 200, $$$"""{"acks":{"{{{id}}}":{{{(done ? "true" : "false")}}}}}""");
    }

    private static async Task SayAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        if (text.Length > 0) await context.Response.WriteAsync(text);
    }
}
