using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Telnet;

/// <summary>Reads the options and the login of a Telnet session (RFC 854, RFC 855).</summary>
internal sealed class TelnetReader<TSink> : SessionReader<TSink> where TSink : struct, IRecordSink
{
    // A login that is not over by then is none.
    private const int MostShown = 64 * 1024;
    private const int MostTerminal = 64;

    private readonly Side[] _sides = new Side[2];
    private readonly byte[] _terminal = new byte[MostTerminal];
    private readonly TelnetLogin _login = new();
    private int _terminalLength;
    private ulong _options;
    private int _shown;

    internal enum Step : byte
    {
        Text,
        Command,
        Option,
        SubOption,
        Sub,
        SubEscape,
    }

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Telnet;

    /// <inheritdoc/>
    protected override int MostHeldBytes => 0;

    /// <inheritdoc/>
    protected override void Forget()
    {
        Array.Clear(_sides);
        _login.Clear();
        (_terminalLength, _options, _shown) = (0, 0, 0);
    }

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, out int consumed)
    {
        consumed = bytes.Length;
        ref Side side = ref _sides[context.FromResponder ? 1 : 0];
        foreach (byte value in bytes) Take(value, ref side, context.FromResponder);
        if (context.FromResponder) _shown += bytes.Length;
        if (_login.Success || _shown > MostShown) Finish();
        return OperationStatus.Done;
    }

    /// <inheritdoc/>
    protected override bool Survives(long bytes, in StreamContext context)
    {
        _sides[context.FromResponder ? 1 : 0] = default;
        return true;
    }

    /// <inheritdoc/>
    protected override void Conclude()
    {
        var text = new TextRoom(stackalloc byte[512]);
        for (int option = 0; option < TelnetCommand.Options; option++)
        {
            if ((_options >> option & 1) == 0) continue;
            text.Separate();
            if (TelnetCommand.Name(option) is { } name) text.Add(name);
            else text.AddNumber(option);
        }

        Facts.Add(Fact.Options, text.Written);
        Facts.Add(Fact.Terminal, _terminal.AsSpan(0, _terminalLength));
        Facts.Add(Fact.Username, _login.Name);
        if (_login.Attempts == 0) return;
        Facts.Add(Fact.AuthenticationSuccess, _login.Success);
        Facts.Add(Fact.AuthenticationAttempts, (long)_login.Attempts);
    }

    private void Take(byte value, ref Side side, bool fromServer)
    {
        switch (side.Step)
        {
            case Step.Text when value == TelnetCommand.Escape:
                side.Step = Step.Command;
                break;
            case Step.Text:
                if (fromServer) _login.OnServer(value);
                else _login.OnClient(value);
                break;
            case Step.Command:
                side.Step = value switch
                {
                    >= TelnetCommand.Will and <= TelnetCommand.Dont => Step.Option,
                    TelnetCommand.Subnegotiation => Step.SubOption,
                    _ => Step.Text,
                };
                break;
            case Step.Option:
                if (value < TelnetCommand.Options) _options |= 1UL << value;
                side.Step = Step.Text;
                break;
            case Step.SubOption:
                (side.Step, side.Option, side.Length) = (Step.Sub, value, 0);
                break;
            case Step.Sub when value == TelnetCommand.Escape:
                side.Step = Step.SubEscape;
                break;
            case Step.Sub:
                TakeSub(value, ref side, fromServer);
                break;
            default:
                side.Step = value == TelnetCommand.SubnegotiationEnd ? Step.Text : Step.Sub;
                break;
        }
    }

    // RFC 1091: 0 and the name.
    private void TakeSub(byte value, ref Side side, bool fromServer)
    {
        if (side.Length < int.MaxValue) side.Length++;
        if (fromServer || side.Option != TelnetCommand.TerminalType) return;
        if (side.Length == 1) (side.Tells, _terminalLength) = (value == 0, value == 0 ? 0 : _terminalLength);
        else if (side.Tells && _terminalLength < MostTerminal) _terminal[_terminalLength++] = value;
    }

    /// <summary>Where a side is.</summary>
    internal struct Side
    {
        public Step Step;
        public byte Option;
        public bool Tells;
        public int Length;
    }
}
