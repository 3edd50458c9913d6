namespace CareMail.Hosting;

/// <summary>The program will not do what it was started for. The message tells the operator why and what to do.</summary>
public sealed class RefusedException(string message) : Exception(message);
