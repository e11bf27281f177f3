namespace CraneAnomaly.Protocols.Sessions.Telnet;

/// <summary>
/// Infers from what a server shows and a client types who logs in, and whether it worked. What is typed for a password is
/// counted and not kept.
/// </summary>
internal sealed class TelnetLogin
{
    private const int MostName = 64;
    private const int TailBytes = 32;

    private readonly byte[] _name = new byte[MostName];
    private readonly byte[] _tail = new byte[TailBytes];
    private int _tailLength;
    private Await _await;

    internal enum Await : byte
    {
        Nothing,
        Name,
        Password,
        Result,
    }

    /// <summary>The name typed last.</summary>
    public ReadOnlySpan<byte> Name => _name.AsSpan(0, NameLength);

    /// <summary>Passwords typed.</summary>
    public int Attempts { get; private set; }

    /// <summary>Whether the last of them was taken; after that nothing more is to be learned.</summary>
    public bool Success { get; private set; }

    private int NameLength { get; set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        (_tailLength, _await, NameLength, Attempts, Success) = (0, Await.Nothing, 0, 0, false);
        Array.Clear(_name);
    }

    /// <summary>The server shows a character.</summary>
    public void OnServer(byte value)
    {
        if (value is >= (byte)'A' and <= (byte)'Z') value |= 0x20;
        if (_tailLength == TailBytes)
        {
            _tail.AsSpan(1).CopyTo(_tail);
            _tailLength--;
        }

        _tail[_tailLength++] = value;
        var tail = _tail.AsSpan(0, _tailLength);
        if (value == (byte)':')
        {
            if (tail.EndsWith("last login:"u8)) Succeed();
            else if (tail.EndsWith("login:"u8) || tail.EndsWith("username:"u8) || tail.EndsWith("user:"u8) || tail.EndsWith("user name:"u8)) Begin(Await.Name);
            else if (tail.EndsWith("password:"u8) || tail.EndsWith("passwort:"u8) || tail.EndsWith("passcode:"u8)) Begin(Await.Password);
        }
        else if (_await == Await.Result)
        {
            if (tail.EndsWith("incorrect"u8) || tail.EndsWith("failed"u8) || tail.EndsWith("denied"u8) || tail.EndsWith("invalid"u8) || tail.EndsWith("failure"u8))
                _await = Await.Nothing;
            else if (value is (byte)'$' or (byte)'#' or (byte)'>' or (byte)'%')
                Succeed();
        }
    }

    /// <summary>The client types a character.</summary>
    public void OnClient(byte value)
    {
        bool ends = value is (byte)'\r' or (byte)'\n';
        switch (_await)
        {
            case Await.Name when ends:
                if (NameLength > 0) _await = Await.Nothing;
                break;
            case Await.Name when value is 8 or 127:
                NameLength = Math.Max(NameLength - 1, 0);
                break;
            case Await.Name when value >= (byte)' ' && NameLength < MostName:
                _name[NameLength++] = value;
                break;
            case Await.Password when ends:
                Attempts++;
                _await = Await.Result;
                break;
        }
    }

    private void Begin(Await next)
    {
        // Asked again for the name, the password was not taken.
        if (next == Await.Name) NameLength = 0;
        _await = next;
    }

    private void Succeed()
    {
        if (_await == Await.Result) Success = true;
    }
}
